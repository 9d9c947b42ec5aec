/** Empty sentences by imagined authors of different voices. `shown` ones may be looked at while detectors are written, `held` ones only scored. */
export interface Voice {
  name: string
  set: 'shown' | 'held'
  openers: readonly string[]
  middles: readonly string[]
  closers: readonly string[]
}

export const voices: readonly Voice[] = [
  {
    name: 'cheerful',
    set: 'shown',
    openers: [
      "Certainly! I'd be happy to help you with that.",
      'Great question!',
      "Sure thing! Let's dive right in.",
      'Thanks so much for asking about this!',
      "Absolutely, I'd love to walk you through it.",
      'What a wonderful topic to explore!',
      'Of course! Here is everything you need to know.',
    ],
    middles: [
      'It is important to note that every situation is different.',
      'There are many factors to consider here.',
      "Let's take a closer look at this.",
      'Keep in mind that results may vary.',
      'As you can see, there is a lot to think about.',
      'This is a really important point to remember.',
    ],
    closers: [
      'I hope this helps!',
      'Let me know if you have any other questions.',
      'Feel free to reach out if you need anything else!',
      'Good luck, and have fun!',
      'If you would like more details, just ask and I will gladly explain further.',
      "Don't hesitate to get back to me with any further questions you might have.",
    ],
  },
  {
    name: 'consultant',
    set: 'shown',
    openers: [
      'Thank you for reaching out with this inquiry.',
      'I appreciate the opportunity to address this matter.',
      'This is a topic that deserves careful consideration.',
      'Below you will find a comprehensive overview.',
      'Please find my response to your request below.',
    ],
    middles: [
      'Ultimately, the right choice will depend on your specific needs and circumstances.',
      'It goes without saying that this requires careful thought.',
      'At the end of the day, there is no one-size-fits-all solution.',
      'Needless to say, each case should be evaluated on its own merits.',
      'It should be pointed out that opinions on this differ.',
      'With that in mind, let us move on to the next point.',
    ],
    closers: [
      'Should you require any further clarification, please do not hesitate to contact me.',
      'I trust that this addresses your concerns.',
      'By keeping these points in mind, you will be well on your way to success.',
      'It is always advisable to consult a qualified professional before making any decisions.',
      'In conclusion, there are many things to consider, and the best approach depends on the situation.',
      'I remain at your disposal for any additional assistance.',
    ],
  },
  {
    name: 'columnist',
    set: 'shown',
    openers: [
      'I am so glad you brought this up.',
      'Before we begin, a few words of introduction are in order.',
      'This is something a lot of folks struggle with.',
      'Ah, a classic question that many people ask.',
      'There is a lot of information out there, and it can be overwhelming.',
      'As requested, I have prepared the following response.',
    ],
    middles: [
      'Of course, your mileage may vary.',
      'Let that sink in for a moment.',
      'There is more than one way to look at it.',
      'It might sound complicated, but it really is not.',
      'Many experts have different opinions on the subject.',
      'This cannot be stressed enough.',
    ],
    closers: [
      'And there you have it!',
      'All in all, it is a matter of taste and preference.',
      'To wrap up, a little effort goes a long way.',
      'I hope I was able to shed some light on this.',
      'Take this with a grain of salt and do your own research.',
      'May this guide serve you well.',
    ],
  },
  {
    name: 'chatty',
    set: 'held',
    openers: [
      'Ooh, love this one!',
      "You've come to the right place.",
      'Happy to break this down for you.',
      "Alright, let's unpack this together.",
      'Okay, so here is the deal.',
      "That's a really thoughtful thing to ask.",
      'No problem at all, I got you covered!',
    ],
    middles: [
      "Here's where it gets interesting.",
      'Everyone is different, so what works for one person may not work for another.',
      "Honestly, it all comes down to what you're looking for.",
      'Now, this is where things can get a little tricky.',
      "There's really no right or wrong answer here.",
      'Trust me, this makes a big difference.',
    ],
    closers: [
      'Want me to go deeper on any of these? Just say the word!',
      'Hope that clears things up!',
      "And that's pretty much it!",
      "If anything's unclear, just shout and I'll try to explain it another way.",
      "Happy to tweak this if it's not quite what you had in mind.",
      "You've got this!",
    ],
  },
  {
    name: 'formal',
    set: 'held',
    openers: [
      'As an artificial intelligence, I do not hold personal beliefs, but I can offer some perspective.',
      'The following response aims to provide a thorough and accurate answer.',
      'In order to answer this properly, it is necessary to consider several aspects.',
      'I shall endeavour to answer as clearly as possible.',
      'This is a complex and multifaceted issue.',
    ],
    middles: [
      'It must be emphasised that the matter is by no means straightforward.',
      'One should bear in mind that context plays a significant role in this regard.',
      'A number of considerations are relevant in this respect.',
      'Naturally, individual circumstances will differ.',
      'It is perhaps worth observing that views on this subject vary widely.',
      'This brings us to the next consideration.',
    ],
    closers: [
      'I trust the foregoing is of some assistance.',
      'Please note that this information is provided for general purposes only and does not constitute professional advice.',
      'Should further elaboration be desired, I would be glad to provide it.',
      'To summarise, the above considerations should be weighed carefully.',
      'It is hoped that this answer proves useful.',
      'My knowledge is limited, so this information may be incomplete or out of date.',
    ],
  },
]
