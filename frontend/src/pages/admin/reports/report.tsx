// A report: its figures beside those of the period before, its charts, and its files.

import { useEffect } from 'preact/hooks'
import { useAsked } from '../../../api/asked'
import { download } from '../../../api/download'
import { Button } from '../../../parts/button'
import { useSending } from '../../../parts/form'
import { Skeleton, Trouble } from '../../../parts/states'
import { language } from '../../../words/language'
import { dayOfMonth, inWords, named, number, price } from '../../../words/values'
import type { PageProps } from '../../page'
import type { Report } from '../answers'
import { Desk } from '../desk'
import { useGenreName } from '../genre-name'
import { admin } from '../messages'
import { ColumnChart, RowChart } from './chart'
import { reports } from './messages'
import { periodName } from './period'
import { first, sums } from './sums'

const ASK_AGAIN_MS = 1500

export function ReportPage({ params, query }: PageProps) {
  const said = reports()
  const period = params.period ?? ''
  const report = useAsked<Report>(`/reports/${encodeURIComponent(period)}`)
  // Asked for a moment ago, it is not there yet: it is looked for until it is.
  const isAwaited = query.get('made') === 'now' && report.problem?.status === 404
  useEffect(() => {
    if (!isAwaited) return
    const pause = setTimeout(report.again, ASK_AGAIN_MS)
    return () => clearTimeout(pause)
  }, [isAwaited, report.problem, report.again])
  const told = report.answer
  return (
    <Desk
      title={periodName(period, said.week)}
      lead={told && (told.closed ? said.closed : said.openDays(told.days_reported, told.days_in_period))}
      actions={told && <Files period={period} />}
    >
      {isAwaited && <p role="status">{said.beingMade}</p>}
      {!told &&
        (report.problem && !isAwaited ? (
          <Trouble problem={report.problem} again={report.again} />
        ) : (
          <Skeleton shape="block" />
        ))}
      {told && (
        <>
          <Figures report={told} />
          <Charts report={told} />
        </>
      )}
    </Desk>
  )
}

function Files({ period }: { period: string }) {
  const said = reports()
  const sending = useSending()
  const files: [string, string, string][] = [
    [said.page, 'text/html', 'html'],
    ['CSV', 'text/csv', 'csv'],
    ['JSON', 'application/json', 'json'],
  ]
  return (
    <>
      {files.map(([name, type, ending]) => (
        <Button
          key={ending}
          look="quiet"
          small
          aria-label={said.downloadAs(name)}
          busy={sending.busy}
          onClick={() =>
            sending.run(() =>
              download(`/reports/${period}?language=${language()}`, `videoclub-${period}.${ending}`, type),
            )
          }
        >
          {name}
        </Button>
      ))}
      <Trouble problem={sending.problem} />
    </>
  )
}

function Figures({ report }: { report: Report }) {
  const said = reports()
  const before = report.before
  const figures: [string, string, number, number | undefined][] = [
    [said.rentals, number(report.rentals), report.rentals, before?.rentals],
    [said.revenue, sums(report.revenue), first(report.revenue), before && first(before.revenue)],
    [admin().customers, number(report.customers), report.customers, before?.customers],
    [
      said.hoursWatched,
      number(report.viewing.watched_s / 3600, { maximumFractionDigits: 1 }),
      report.viewing.watched_s,
      before?.viewing.watched_s,
    ],
  ]
  return (
    <section aria-label={said.atAGlance}>
      <dl class="figures">
        {figures.map(([name, value, now, then]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {value}
              {then ? (
                <small>{number(now / then - 1, { style: 'percent', signDisplay: 'exceptZero' })}</small>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
      <p class="fine">{before ? said.against(periodName(before.period, said.week)) : said.noBefore}</p>
    </section>
  )
}

function Charts({ report }: { report: Report }) {
  const said = reports()
  const genreName = useGenreName()
  const { conversion } = report
  return (
    <div class="charts">
      {report.kind !== 'day' && (
        <ColumnChart
          title={said.byDay}
          heads={[said.day, said.rentals]}
          bars={report.days.map(({ day, rentals }) => ({ label: dayOfMonth(day), value: rentals }))}
        />
      )}
      <ColumnChart
        title={said.byHour}
        heads={[said.hour, said.rentals]}
        bars={report.hours.map(({ hour, rentals }) => ({
          label: String(hour).padStart(2, '0'),
          value: rentals,
        }))}
      />
      <RowChart
        title={said.topFilms}
        heads={[admin().film, said.rentals]}
        bars={report.movies
          .toSorted((one, other) => other.rentals - one.rentals)
          .map(({ movie_id, title, rentals }) => ({ label: inWords(title) || movie_id, value: rentals }))}
      />
      <RowChart
        title={said.conversion}
        heads={[said.step, said.rentals]}
        bars={[
          { label: said.rented, value: conversion.rented },
          { label: said.started, value: conversion.started },
          { label: said.finished, value: conversion.finished },
        ]}
      />
      <RowChart
        title={said.byGenre}
        heads={[admin().genre, said.revenue]}
        bars={report.genres
          .toSorted((one, other) => first(other.revenue) - first(one.revenue))
          .map(({ genre, revenue }) => ({
            label: genreName(genre),
            value: first(revenue),
            told: sums(revenue),
          }))}
      />
      <RowChart
        title={said.byCountry}
        heads={[said.country, said.rentals]}
        bars={report.countries.map(({ country, rentals }) => ({
          label: country === 'unknown' ? said.unknown : named('region', country),
          value: rentals,
        }))}
      />
      <ColumnChart
        title={said.byPrice}
        heads={[said.priceHead, said.rentals]}
        bars={report.prices.map((each) => ({ label: price(each.price), value: each.rentals }))}
      />
    </div>
  )
}
