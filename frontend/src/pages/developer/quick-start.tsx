// From nothing to the first call, with commands that can be copied as they are.

import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { apiUrl } from '../../api/client'
import { Skeleton } from '../../parts/states'
import { useTitle } from '../../parts/title'
import { Code } from './code'
import { developer } from './messages'

/** Where the API lies, as a program elsewhere must name it. */
function useApiBase(): string | undefined {
  const [base, setBase] = useState<string>()
  useEffect(() => {
    apiUrl('').then((address) => setBase(new URL(address, location.href).href.replace(/\/$/, '')))
  }, [])
  return base
}

export function QuickStartPage() {
  useTitle(developer().quickStart)
  const base = useApiBase()
  return (
    <>
      <h1>{developer().quickStart}</h1>
      <p class="developer-lead">{developer().intro}</p>
      {base ? <Steps base={base} /> : <Skeleton shape="block" />}
    </>
  )
}

function Steps({ base }: { base: string }) {
  const key = '-H "X-Api-Key: $VIDEOCLUB_KEY"'
  return (
    <>
      <section class="developer-base">
        <h2>{developer().apiBase}</h2>
        <Code name={developer().apiBase}>{base}</Code>
        <a class="button quiet" href={`${base}/docs`}>
          {developer().readDocs}
        </a>
      </section>
      <ol class="steps">
        <Step title={developer().stepKey} text={developer().stepKeyText}>
          <a class="button small" href="#/developer/keys">
            {developer().apiKeys}
          </a>
          <Code name={developer().stepKey}>{'export VIDEOCLUB_KEY="vc_…"'}</Code>
        </Step>
        <Step title={developer().stepFind} text={developer().stepFindText}>
          <Code name={developer().stepFind}>{`curl ${key} "${base}/movies?q=metropolis&limit=3"`}</Code>
        </Step>
        <Step title={developer().stepTopics} text={developer().stepTopicsText}>
          <Code name={developer().stepTopics}>{`curl ${key} "${base}/developer/topics"`}</Code>
        </Step>
        <Step title={developer().stepListen} text={developer().stepListenText}>
          <Code name={developer().stepListen}>
            {`curl ${key} "${base}/developer/webhooks" \\
  -H "Content-Type: application/json" \\
  -d '{"url": "https://example.org/hook", "topics": ["movies.price-changed"]}'`}
          </Code>
        </Step>
        <Step title={developer().stepLook} text={developer().stepLookText}>
          <Code name={developer().stepLook}>{`curl ${key} "${base}/developer/notifications?limit=5"`}</Code>
        </Step>
      </ol>
    </>
  )
}

function Step({ title, text, children }: { title: string; text: string; children: ComponentChildren }) {
  return (
    <li>
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </li>
  )
}
