// Sessions: how many, how they went, and with which products they began and ended.

import * as address from './address.js';
import {axisOfNames, axisOfNumbers, legend, makeChart, segment, series, tip} from './chart.js';
import {el, table} from './dom.js';
import * as f from './format.js';
import {countedAsOf, Panel} from './panel.js';

export const sessionPanels = () => [sessions(), ends()];

/** Sessions are counted by whole hours. */
const length = answer => (f.bucketSeconds(answer.bucket) < 3600 ? '1h' : answer.bucket);

const sum = (answer, column) => answer.rows.reduce((total, row) => total + row[column], 0);

/** Seconds of all sessions are not asked for: their means are weighed by their number. */
const mean = (answer, column) =>
  answer.rows.reduce((total, row) => total + (row.sessions === 0 ? 0 : Number(row[column]) * row.sessions), 0) /
  sum(answer, 'sessions');

const others = row => row.sessions - row.buying - row.bounces;

function facts(answer) {
  const all = sum(answer, 'sessions');
  return [
    ['Sessions', f.count(all)],
    ['Bounced', f.share(sum(answer, 'bounces') / all)],
    ['Bought', f.share(sum(answer, 'buying') / all)],
    ['Length', f.duration(mean(answer, 'mean_seconds'))],
    ['Views', f.rate(sum(answer, 'views') / all)],
  ];
}

function sessions() {
  return new Panel({
    title: 'Sessions',
    name: 'sessions',
    wide: 8,
    parameters: address.range,
    note: answer =>
      'By the hour in which they began (UTC), all categories. A session is what the shop calls one, else it ends when' +
      ' nothing comes for 30 minutes. Bounced: one event, and no buy.' +
      (sum(answer, 'sessions') === 0
        ? ''
        : facts(answer)
            .slice(1)
            .map(([name, value], place) => (place === 0 ? ' ' : ', ') + name + ' ' + value)
            .join('') + '.') +
      countedAsOf(answer.rows),
    isEmpty: rows => rows.every(row => row.sessions === 0),
    empty: 'No sessions in this time.',
    summary: answer =>
      facts(answer)
        .map(([name, value]) => name + ': ' + value)
        .join(', ') + '. The same as a table: button Table.',
    draw: (answer, self) =>
      self
        .chart(place => makeChart(place))
        .draw(() => ({
          legend: legend(),
          xAxis: axisOfNames(self.answer.rows.map(row => f.bucketName(row.bucket_start, length(self.answer), true))),
          yAxis: axisOfNumbers(f.compact),
          series: [
            [row => row.buying, 'With a buy', 3],
            [others, 'Others', 1],
            [row => row.bounces, 'Bounced', 2],
          ].map(([value, name, place]) => ({
            type: 'bar',
            stack: 'sessions',
            name,
            data: self.answer.rows.map(value),
            itemStyle: segment(place),
            barMaxWidth: 28,
          })),
          tooltip: {
            trigger: 'axis',
            formatter: ([first]) => {
              const row = self.answer.rows[first.dataIndex];
              return tip(f.bucketSpan(row.bucket_start, length(self.answer)), [
                [series(3), 'With a buy', f.count(row.buying)],
                [series(1), 'Others', f.count(others(row))],
                [series(2), 'Bounced', f.count(row.bounces)],
                [null, 'Length', f.duration(row.mean_seconds)],
                [null, 'Views', f.rate(row.mean_views)],
              ]);
            },
          },
        })),
    table: answer =>
      table(
        'Sessions',
        [
          {title: 'Begun', head: true, value: row => f.bucketName(row.bucket_start, length(answer), true)},
          {title: 'Sessions', number: true, value: row => f.count(row.sessions)},
          {title: 'Bounced', number: true, value: row => f.share(row.bounce_share)},
          {title: 'Bought', number: true, value: row => f.share(row.buying_share)},
          {title: 'Length', number: true, value: row => f.duration(row.mean_seconds)},
          {title: 'Views', number: true, value: row => f.rate(row.mean_views)},
        ],
        [...answer.rows].reverse(),
      ),
  });
}

function ends() {
  return new Panel({
    title: 'First and last product',
    name: 'session-products',
    wide: 4,
    parameters: () => ({...address.range(), limit: 10}),
    csv: {limit: 10000},
    note: answer =>
      'With which products sessions began and ended; bounced: with nothing in between. Whole days (UTC).' +
      countedAsOf(answer.rows),
    empty: 'No sessions in this time.',
    draw: (answer, self) =>
      self.replace(
        table(
          'First and last product',
          [
            {title: 'Product', head: true, value: row => el('span', {}, row.product_name ?? row.product_id)},
            {title: 'First', number: true, value: row => f.count(row.landings)},
            {title: 'Bounced', number: true, value: row => f.share(row.bounce_share)},
            {title: 'Last', number: true, value: row => f.count(row.leavings)},
          ],
          answer.rows,
        ),
      ),
  });
}
