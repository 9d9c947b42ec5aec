import { stemOf } from '../stem.ts'
import { Table } from '../table.ts'

/**
 * Groups of English words that stand for one another when a sentence is said again. Only common words: rare ones are kept
 * by whoever rewords, because they are the subject. Each word is in one group, that of its commonest sense.
 */
const groups = `
important crucial essential vital key significant critical fundamental importance paramount
help assist aid support helpful assistance
use utilize utilise employ usage
show demonstrate indicate reveal illustrate display
big large huge great sizable substantial considerable major vast
small little tiny slight minor modest
many numerous several multiple various plenty
more additional extra further
most majority mostly mainly chiefly primarily largely main primary principal
begin start commence initiate beginning onset
end finish conclude complete terminate ending over
make create produce generate build construct
get obtain acquire gain receive
give provide offer supply grant
need require necessary must requirement necessity
often frequently commonly usually typically generally normally regularly regular common
sometimes occasionally
allow enable let permit
known recognized recognised regarded famous renowned well-known
people person persons individual human someone anyone
different distinct diverse varied differ difference
way method approach manner technique means
increase raise grow rise boost growth higher
reduce lower decrease cut lessen diminish decline drop fewer less low
improve enhance better improvement benefit advantage beneficial advantageous
choose select pick opt choice selection option
buy purchase
sell sale
keep maintain retain preserve hold
put place set lay
remove delete eliminate discard
fast quick rapid swift speedy quickly faster
slow slowly gradual gradually
hard difficult challenging tough difficulty challenge
easy simple straightforward effortless simplicity simply easily
beautiful lovely attractive pretty gorgeous
popular favored favoured beloved
also additionally furthermore moreover besides
because since due owing reason cause
so therefore thus hence consequently result
but however although though yet nevertheless despite
about approximately roughly around nearly almost
try attempt seek strive effort
think believe consider feel
say state mention note tell claim
talk speak discuss discussion conversation
ask inquire request
answer reply respond response
understand comprehend grasp
learn study learning
teach instruct educate education teaching
work function operate operation
change alter modify adjust shift transform
move relocate transfer shift
go travel head
come arrive
leave depart go away
stay remain
live reside dwell inhabit
die death dead perish
kill slay
happen occur arise place
find discover locate discovery catch detect spot identify
look see view watch observe
lose loss lost
win victory triumph
stop halt cease prevent avoid
prevent hinder avert
protect guard shield safeguard defend protection
danger risk hazard threat dangerous risky hazardous
safe secure safety security
problem issue trouble difficulty
solve resolve fix settle solution
break damage destroy ruin
mend repair restore
join connect link attach combine unite connection
separate divide split detach
mix blend stir combine
add include incorporate insert
contain hold comprise consist
part portion piece component section segment
whole entire all complete full total
group set collection team
kind type sort form category
example instance illustration
idea concept notion thought
goal aim objective purpose target
plan scheme strategy
job work occupation employment career profession
company firm business corporation enterprise
boss manager leader head chief
worker employee staff
customer client buyer consumer
money cash funds
cost price expense fee charge expensive
cheap inexpensive affordable
rich wealthy affluent
poor impoverished
pay spend
earn make income
lend borrow loan
free complimentary gratis
child children kid kids
man men male
woman women female
friend companion pal
family relatives household
house home residence dwelling
city town municipality
country nation state
world earth globe global planet
area region zone district
street road avenue
car automobile vehicle
trip journey voyage travel
food meal dish
dinner supper
eat consume ingest
drink beverage
cook prepare bake
taste flavor flavour
healthy health wellness well-being wellbeing fit fitness
sick ill unwell illness disease
doctor physician
medicine drug medication
exercise workout training
tired exhausted fatigued weary
sleep rest
happy glad joyful cheerful pleased happiness
sad unhappy sorrowful
angry furious mad
afraid scared frightened fearful fear
calm relaxed peaceful
strong powerful robust sturdy strength power
weak feeble fragile
hot warm heated heat temperature
cold cool chilly
wet damp moist
dry arid
clean wash cleanse
dirty filthy
dark dim
bright light luminous
old ancient elderly aged
new modern recent fresh novel
young youthful
early soon prompt
late delayed
now currently today presently nowadays current
before prior previously earlier ahead preceding
after following subsequently later then
always constantly continually
never
again repeatedly
year annual yearly
day daily
week weekly
month monthly
first initial initially
last final lastly finally
near close nearby adjacent
far distant remote
high tall elevated
long lengthy extended
short brief briefly concise
wide broad
deep profound
good great excellent fine
bad poor terrible awful harmful negative
best ideal optimal optimum perfect
right correct accurate proper appropriate
wrong incorrect mistaken
true real genuine actual
false fake untrue
sure certain definite
possible feasible potential potentially might may
likely probable probably
clear obvious evident apparent
strange odd weird unusual
rare scarce uncommon
special unique particular
same identical equal alike similar
enough sufficient adequate
lack shortage absence
control manage handle regulate management
lead guide direct
follow obey
force compel
agree consent
refuse reject decline deny
accept approve
argue dispute debate
fight battle combat conflict war
peace
law legal rule regulation
crime offense offence
write compose author
read peruse
book novel volume
word term
letter message
story tale narrative
picture image photo photograph
music song
play perform performance
watch view
hear listen
speak talk
look appear seem
send transmit deliver
bring carry transport
take grab
throw toss hurl
pull drag
push press
open unlock
close shut closed
build construct erect
grow cultivate
plant vegetation
animal creature
water liquid
rain precipitation
sun solar sunlight sunshine
sea ocean marine
mountain hill peak
forest woods
farm agriculture agricultural farming
crop harvest
tool instrument device
machine engine
computer
data information
code program software application app
file document
error bug mistake fault
fast performance
store save storage stored
search look query
list enumerate
number amount quantity count
measure gauge assess evaluate
compare contrast
check verify confirm ensure make sure validate
test examine
result outcome consequence effect impact
affect influence impact
cause lead trigger
depend rely
belong
own possess have
share
care attention
focus concentrate emphasis emphasize
remember recall
forget
hope wish
want desire wish
like enjoy love
hate dislike
prefer favor favour rather
decide determine decision
expect anticipate
suggest recommend propose advise
warn caution
promise
explain describe clarify
define definition mean meaning
represent symbolize symbolise stand
refer
call name title
consider regard view
involve entail
cover
develop development evolve
establish found founded set up
introduce launch
invent design
discover found
achieve accomplish attain reach
fail failure
succeed success successful
continue proceed persist
return
turn become
convert transform turn change
replace substitute swap
fill
empty
spread distribute
gather collect assemble
throw
cut chop slice
pour
boil simmer
heat warm
bit little slightly
very extremely highly really quite
too excessively overly excessive
only merely just solely
especially particularly notably
together jointly
alone
everywhere
release publish issue edition
children youngster juvenile toddler
accompany escort
lack absence deprivation deficit
produce yield
inherit inheritance
sign signature
century
cloud cloudy overcast
melt thaw
flood overflow
storm tempest
border boundary frontier
edge rim margin
middle centre center midst
top upper summit
bottom lower base
front forward
back rear behind
inside interior within indoor
outside exterior outdoor outer
surround encircle
across
surface
corner
side flank
shape form figure
size dimension
weight mass
speed velocity pace rate
energy power
sound noise
smell odor odour scent aroma
color colour hue shade
blood
skin
hair
bone
heart
brain mind
body
hand
baby infant newborn
parent mother father
brother sister sibling
king monarch ruler
soldier troop
army military
gun weapon arms
ship boat vessel
plane aircraft airplane aeroplane
airport
train railway rail
station
bridge
door gate entrance
window
wall
floor ground
roof
room chamber
kitchen
bed
chair seat
table desk
cloth clothes clothing garment
shoe
gift present
party celebration celebrate
holiday vacation
game match
team squad
player athlete
race contest competition compete
prize award reward
school college university
student pupil learner
teacher instructor
class course lesson
exam
research study investigate investigation
science scientific
scientist researcher
theory hypothesis
experiment trial
evidence proof prove
fact truth
reason rationale
argument
opinion view viewpoint perspective
culture cultural
custom tradition traditional
religion religious faith
god deity
church
government administration
vote election elect
president
minister
citizen resident
population inhabitant
tax levy
bank
loan debt
market
trade commerce commercial
price
profit gain earnings
invest investment
growth
customer
brand
advertise advertisement advertising ad marketing
internet web online
website site page
email mail
phone telephone mobile
screen display monitor
key button
click
download
upload
server host
network
user
password
account
hacker attacker
virus malware
version release
update upgrade
install setup
delete erase
copy duplicate
print
`

const stems = groups
  .trim()
  .split('\n')
  .map((line) =>
    line
      .split(' ')
      .filter((word) => word.length > 2)
      .map(stemOf),
  )
const heads = new Table(stems.reduce((sum, group) => sum + group.length, 0))
for (const group of stems)
  for (const stem of group) if (heads.get(stem) === 0) heads.put(stem, heads.get(group[0] as number) || (group[0] as number))

/** One stem for all words of a group; a word of none is its own. */
export const sense = (stem: number): number => heads.get(stem) || stem

/** Is it a common word, which two sentences may share by chance? */
export const isCommon = (stem: number): boolean => heads.get(stem) !== 0
