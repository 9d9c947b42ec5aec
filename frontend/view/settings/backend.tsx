import { useState } from 'preact/hooks'
import { base, session, shownAddress, useServer as workWith } from '../../state/server.ts'

const states = { asking: 'asking …', in: '● answers', out: '○ wants a key', failed: '▲ does not answer' }

export const Backend = () => {
  const [address, setAddress] = useState(base.value)
  const good = address.trim() === '' || /^https?:\/\/[^\s]+$/.test(address.trim())
  const onSubmit = (event: Event) => {
    event.preventDefault()
    if (good) void workWith(address)
  }
  return (
    <section>
      <h2>Server</h2>
      <p>
        {shownAddress.value} <span class={session.value.status === 'failed' ? 'bad' : 'quiet'}>{states[session.value.status]}</span>
      </p>
      <form class="row" onSubmit={onSubmit}>
        <label class="grow">
          <span class="small quiet">Address, when it is not the one that serves this page</span>
          <input
            type="url"
            value={address}
            placeholder="https://aicwd.example"
            onInput={({ currentTarget }) => setAddress(currentTarget.value)}
          />
        </label>
        <button type="submit" class="button" disabled={!good}>
          Use it
        </button>
      </form>
      <p class="small quiet">
        A server elsewhere must list this page’s origin (<code>{location.origin}</code>) in <code>AICWD_CORS_ORIGINS</code>. Its key is kept
        for this tab only.
      </p>
    </section>
  )
}
