// Users: how many, new or returning, and how much they do.

import * as address from './address.js';
import {ask} from './api.js';
import {axisOfNames, axisOfNumbers, legend, makeChart, segment, series, tip} from './chart.js';
import {cohortPanels} from './cohorts.js';
import {bar, el, table} from './dom.js';
import {openRows} from './drill.js';
import * as f from './format.js';
import {csvLink, Panel, unlessAsOfNow} from './panel.js';
import {counted} from './sales.js';
import {sessionPanels} from './sessions.js';
import {stepsPanels} from './steps.js';
import {heading, tile, waiting} from './tiles.js';

const PERIODS = {
  '5 minutes': 'Active, last 5 minutes',
  '1 hour': 'Active, last hour',
  today: 'Active today',
  '7 days': 'Active, 7 days',
};
const key = period => period.replace(' ', '-');

export function users(tiles, grid) {
  waiting(tiles, Object.fromEntries(Object.entries(PERIODS).map(([period, label]) => [key(period), label])));
  heading(tiles, csvLink('active users', 'active-users'));
  const panels = [
    newUsers(),
    engagement(),
    topUsers(),
    ...sessionPanels(),
    ...cohortPanels(),
    guests(),
    ...stepsPanels(),
  ];
  grid.append(...panels.map(panel => panel.element));
  return {
    async refresh(signal) {
      const done = await Promise.all([active(tiles, signal), ...panels.map(panel => panel.refresh(signal))]);
      return done.every(Boolean);
    },
  };
}

async function active(tiles, signal) {
  try {
    const answer = await ask('active-users', {}, signal);
    tiles.replaceChildren(
      ...answer.rows.map(row =>
        tile(key(row.period), PERIODS[row.period], f.count(row.users), [
          el(
            'span',
            {class: 'muted'},
            row.users === 0
              ? 'nobody'
              : f.count(row.buyers) + ' bought (' + f.share(row.buyers / row.users) + ')' + unlessAsOfNow([row]),
          ),
        ]),
      ),
    );
    return answer;
  } catch {
    return null;
  }
}

function newUsers() {
  return new Panel({
    title: 'New and returning users',
    name: 'new-users',
    wide: 4,
    parameters: address.range,
    note: answer =>
      'By day (UTC), all categories. New: not seen in the 30 days before' + (unlessAsOfNow(answer.rows) || '.'),
    isEmpty: rows => rows.every(row => row.users === 0),
    empty: 'No users in this time.',
    summary: answer => {
      const last = answer.rows[answer.rows.length - 1];
      return (
        answer.rows.length +
        ' days; ' +
        f.day(last.day) +
        ': ' +
        f.count(last.new_users) +
        ' new and ' +
        f.count(last.returning_users) +
        ' returning users. The same as a table: button Table.'
      );
    },
    draw: (answer, self) =>
      self
        .chart(place => makeChart(place))
        .draw(() => ({
          legend: legend(),
          xAxis: axisOfNames(self.answer.rows.map(row => f.day(row.day))),
          yAxis: axisOfNumbers(f.compact),
          series: [
            ['returning_users', 'Returning', 1],
            ['new_users', 'New', 2],
          ].map(([column, name, place]) => ({
            type: 'bar',
            stack: 'users',
            name,
            data: self.answer.rows.map(row => row[column]),
            itemStyle: segment(place),
            barMaxWidth: 28,
          })),
          tooltip: {
            trigger: 'axis',
            formatter: ([first]) => {
              const row = self.answer.rows[first.dataIndex];
              return tip(f.day(row.day), [
                [series(2), 'New', f.count(row.new_users)],
                [series(1), 'Returning', f.count(row.returning_users)],
                [null, 'All', f.count(row.users)],
              ]);
            },
          },
        })),
    table: answer =>
      table(
        'New and returning users',
        [
          {title: 'Day', head: true, value: row => f.day(row.day)},
          {title: 'New', number: true, value: row => f.count(row.new_users)},
          {title: 'Returning', number: true, value: row => f.count(row.returning_users)},
          {title: 'All', number: true, value: row => f.count(row.users)},
        ],
        [...answer.rows].reverse(),
      ),
  });
}

function engagement() {
  return new Panel({
    title: 'Engagement',
    name: 'engagement',
    wide: 4,
    parameters: address.filters,
    note: answer => 'Users by number of events, ' + counted(answer),
    isEmpty: rows => rows.every(row => row.users === 0),
    empty: 'No users in this time.',
    draw: (answer, self) => {
      const sum = column => answer.rows.reduce((total, row) => total + row[column], 0);
      const most = Math.max(...answer.rows.map(row => row.users));
      self.replace(
        el(
          'dl',
          {class: 'facts'},
          ...[
            ['Events a user', f.rate(sum('events') / sum('users'))],
            ['Buyers', f.share(sum('buyers') / sum('users'))],
            ['Orders a buyer', sum('buyers') ? f.rate(sum('orders') / sum('buyers')) : '–'],
          ].flatMap(([name, value]) => [el('div', {}, el('dt', {}, name), el('dd', {}, value))]),
        ),
        el(
          'ul',
          {class: 'histogram', role: 'list'},
          ...answer.rows.map(row =>
            el(
              'li',
              {},
              el('span', {class: 'name'}, row.band),
              bar(row.users / most),
              el('span', {class: 'number'}, f.count(row.users)),
            ),
          ),
        ),
      );
    },
    table: answer =>
      table(
        'Engagement',
        [
          {title: 'Events', head: true, value: row => row.band},
          {title: 'Users', number: true, value: row => f.count(row.users)},
          {title: 'Buyers', number: true, value: row => f.count(row.buyers)},
          {title: 'Orders', number: true, value: row => f.count(row.orders)},
        ],
        answer.rows,
      ),
  });
}

function guests() {
  return new Panel({
    title: 'Guests',
    name: 'guests',
    wide: 4,
    parameters: () => address.paid(address.range()),
    note: () => 'Events without user, of all events. By day (UTC), all categories.',
    isEmpty: rows => rows.every(row => row.guest_views + row.guest_orders + row.known_views + row.known_orders === 0),
    empty: 'No events in this time.',
    draw: (answer, self) => {
      const sum = column => answer.rows.reduce((total, row) => total + Number(row[column]), 0);
      const part = kind => sum('guest_' + kind) / (sum('guest_' + kind) + sum('known_' + kind));
      self.replace(
        el(
          'dl',
          {class: 'facts'},
          ...['views', 'orders', 'revenue'].map(kind =>
            el(
              'div',
              {},
              el('dt', {}, 'Of the ' + kind),
              el('dd', {}, Number.isNaN(part(kind)) ? '–' : f.share(part(kind))),
            ),
          ),
        ),
        days(answer.rows.slice(-7)),
      );
    },
    table: answer => days(answer.rows),
  });
}

const days = rows =>
  table(
    'Guests',
    [
      {title: 'Day', head: true, value: row => f.day(row.day)},
      {title: 'Orders', number: true, value: row => f.count(row.guest_orders)},
      {title: 'of all', number: true, value: row => f.count(row.guest_orders + row.known_orders)},
      {title: 'Revenue', number: true, value: row => f.money(row.guest_revenue, row.currency)},
    ],
    [...rows].reverse(),
  );

function topUsers() {
  return new Panel({
    title: 'Most active users',
    name: 'top-users',
    wide: 4,
    parameters: () => address.paid({...address.filters(), limit: 10}),
    csv: {limit: 10000},
    note: counted,
    empty: 'No users in this time.',
    draw: (answer, self) =>
      self.replace(
        table(
          'Most active users',
          [
            {
              title: 'User',
              head: true,
              value: row =>
                el(
                  'button',
                  {
                    type: 'button',
                    class: 'link',
                    'data-key': 'user-' + row.user_id,
                    onclick: () =>
                      openRows(
                        'Events of user ' + row.user_id,
                        {
                          from: answer.since,
                          to: new Date(Math.ceil(Date.parse(answer.until) / 60000) * 60000).toISOString(),
                          user: row.user_id,
                        },
                        address.get('category'),
                      ),
                  },
                  'User ' + row.user_id,
                ),
            },
            {title: 'Views', number: true, value: row => f.count(row.views)},
            {title: 'Clicks', number: true, value: row => f.count(row.clicks)},
            {title: 'Orders', number: true, value: row => f.count(row.orders)},
            {title: 'Revenue', number: true, value: row => f.money(row.revenue, row.currency)},
          ],
          answer.rows,
        ),
      ),
  });
}
