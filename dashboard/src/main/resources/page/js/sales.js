// Sales: how much, when, of what, and where the buyers are lost.

import * as address from './address.js';
import {address as apiAddress, ask} from './api.js';
import {axisOfNames, axisOfNumbers, legend, makeChart, segment, series, tip} from './chart.js';
import {cartPanels} from './carts.js';
import {bar, el, table} from './dom.js';
import {openRows} from './drill.js';
import * as f from './format.js';
import {csvLink, Panel, unlessAsOfNow} from './panel.js';
import {heading, spark, tile, waiting} from './tiles.js';

const KPIS = {
  revenue: ['Revenue', f.money],
  orders: ['Orders', f.count],
  conversion: ['Conversion', f.share],
  average_order_value: ['Average order', f.money],
};
/** Shown besides where something was given back. */
const WITH_REFUNDS = {
  revenue: ['Revenue', f.money],
  refunded: ['Refunded', f.money],
  net_revenue: ['Net revenue', f.money],
  ...KPIS,
};
const METRICS = {revenue: ['Revenue', f.money], orders: ['Orders', f.count], views: ['Views', f.count]};

const metric = () => (METRICS[address.get('metric')] ? address.get('metric') : 'revenue');
const isSplit = () => address.get('split') === 'category';
const plural = seconds =>
  seconds === 604800
    ? 'a week before'
    : 'the ' + f.duration(seconds).replace(' d', ' days').replace(' h', ' hours') + ' before';

export function sales(tiles, grid) {
  waiting(tiles, Object.fromEntries(Object.entries(KPIS).map(([key, [label]]) => [key, label])));
  const csv = csvLink('the sales compared', 'sales');
  heading(tiles, csv);
  const trend = trendPanel();
  const split = splitPanel();
  const panels = [categories(), funnel(), products(), ...cartPanels()];
  grid.append(trend.element, split.element, ...panels.map(panel => panel.element));
  return {
    async refresh(signal) {
      csv.href = apiAddress('sales', address.paid(address.filters()), '.csv');
      const shown = isSplit() ? split : trend;
      trend.element.hidden = shown !== trend;
      split.element.hidden = shown !== split;
      const done = await Promise.all([
        kpis(tiles, shown.refresh(signal), trend, signal),
        ...panels.map(panel => panel.refresh(signal)),
      ]);
      return done.every(Boolean);
    },
  };
}

/** The tiles show the line of the trend, so both must be about the same time. */
async function kpis(tiles, trendShown, trend, signal) {
  try {
    const [answer, shown] = await Promise.all([ask('sales', address.paid(address.filters()), signal), trendShown]);
    drawKpis(tiles, answer, trend);
    offer(answer.buckets);
    return shown;
  } catch (problem) {
    if (problem.status === 400) {
      tiles.replaceChildren(el('p', {class: 'empty'}, problem.message));
    }
    return false;
  }
}

function drawKpis(tiles, answer, trend) {
  const rows = Object.fromEntries(answer.rows.map(row => [row.compared, row]));
  const hours = (Date.parse(answer.until) - Date.parse(answer.since)) / 3.6e6;
  const against =
    hours <= 24 ? ['a day before', 'a week before'] : hours <= 168 ? ['a week before'] : ['the period before'];
  const course = trend.answer && !trend.element.hidden ? trend.answer.rows : [];
  tiles.replaceChildren(
    ...Object.entries(hasRefunds(answer.rows) ? WITH_REFUNDS : KPIS).map(([key, [label, format]]) =>
      tile(
        key,
        label,
        format(rows.now[key], rows.now.currency),
        against.map(name =>
          comparison(
            rows.now[key],
            rows[name][key],
            name,
            value => format(value, rows.now.currency),
            key === 'refunded',
          ),
        ),
        '',
        spark(course.map(row => Number(row[key]) || 0)),
      ),
    ),
  );
}

const hasRefunds = rows => rows.some(row => Number(row.refunds) > 0);

/** The columns of a table about refunds; none where there are none. */
const ofRefunds = rows =>
  hasRefunds(rows)
    ? [
        {title: 'Refunded', number: true, value: row => f.money(row.refunded, row.currency)},
        {title: 'Net revenue', number: true, value: row => f.money(row.net_revenue, row.currency)},
      ]
    : [];

/** lessIsBetter: as of refunds. */
function comparison(now, before, name, format, lessIsBetter) {
  if (!(Number(before) > 0) || now === null) {
    return el('span', {class: 'muted'}, 'nothing ' + name);
  }
  const change = Number(now) / Number(before) - 1;
  const sign = Math.abs(change) < 0.0005 ? '＝' : change > 0 ? '▲' : '▼';
  return el(
    'span',
    {title: name + ': ' + format(before)},
    el('b', {class: change >= 0 === !lessIsBetter ? 'up' : 'down'}, sign + ' ' + f.delta(change)),
    ' vs ' + name.replace(/^a /, ''),
  );
}

/** Where the length of a bar is chosen: with the trend, and with the one by category. */
const bucketChoices = [];

const TOO_MANY = 'So short bars of so long a time cannot be told apart';

/** Those of which the chosen time has too many are grey, and say why. An open list would close if it were changed. */
function offer(readable) {
  const grey = option => option.value !== '' && !readable.includes(option.value);
  for (const select of bucketChoices) {
    const options = [...select.options];
    options
      .filter(option => option.disabled !== grey(option))
      .forEach(option => {
        option.disabled = grey(option);
        option.title = grey(option) ? TOO_MANY : '';
      });
    const names = options.filter(grey).map(option => option.text);
    select.title = names.length === 0 ? '' : TOO_MANY + ': ' + names.join(', ');
  }
}

function controls() {
  const select = el(
    'select',
    {
      class: 'quiet',
      'aria-label': 'What the bars show',
      onchange: () => address.set({metric: select.value === 'revenue' ? null : select.value}),
    },
    ...Object.entries(METRICS).map(([key, [label]]) => el('option', {value: key}, label)),
  );
  const buckets = el(
    'select',
    {class: 'quiet', 'aria-label': 'Length of a bar', onchange: () => address.set({bucket: buckets.value || null})},
    ...[
      ['', 'Auto'],
      ['1m', 'by minute'],
      ['15m', 'by 15 min'],
      ['1h', 'by hour'],
      ['1d', 'by day'],
    ].map(([value, label]) => el('option', {value}, label)),
  );
  bucketChoices.push(buckets);
  const split = el(
    'button',
    {type: 'button', class: 'quiet', onclick: () => address.set({split: isSplit() ? null : 'category'})},
    'Split by category',
  );
  const sync = () => {
    select.value = metric();
    buckets.value = address.get('bucket') || '';
    split.setAttribute('aria-pressed', String(isSplit()));
  };
  sync();
  address.onChange(sync);
  return [select, buckets, split];
}

const trendParameters = () =>
  address.paid(
    address.get('bucket') ? {...address.filters(), bucket: address.get('bucket')} : address.filters(),
  );

/** What was said last is said at once, so that the panel does not grow each time it is asked anew. */
let newestHour;

/** Says when the newest events were: after an old delivery, the chosen time may hold none. */
function whereEventsAre() {
  const place = el('p', {class: 'empty'}, ...newestEvents());
  ask('newest-sales').then(
    ({rows: [{newest_hour: newest}]}) => {
      if (newest !== newestHour) {
        newestHour = newest;
        place.replaceChildren(...newestEvents());
      }
    },
    () => {},
  );
  return place;
}

/** newestHour: undefined until it is known, null where there are no events. */
function newestEvents() {
  const nothing = 'No events in this time.';
  if (newestHour === null) {
    return [nothing + ' CSV files that land in the input folder appear here.'];
  }
  if (newestHour === undefined || address.get('category') !== null) {
    return [nothing];
  }
  const midnight = Math.floor(Date.parse(newestHour) / 86400000) * 86400000;
  const [from, to] = [midnight, midnight + 86400000].map(
    moment => new Date(moment).toISOString().slice(0, 16) + ':00Z',
  );
  return [
    nothing + ' The newest are of ' + f.full(newestHour).slice(0, 10) + '. ',
    el(
      'button',
      {type: 'button', class: 'link', onclick: () => address.set({from, to, range: null, bucket: null})},
      'Show that day',
    ),
  ];
}

function openBar(answer, moment) {
  const end = new Date(
    Math.min(
      Date.parse(moment) + f.bucketSeconds(answer.bucket) * 1000,
      Math.ceil(Date.parse(answer.until) / 60000) * 60000,
    ),
  );
  openRows(
    'Events of ' + f.bucketSpan(moment, answer.bucket),
    {from: moment, to: end.toISOString()},
    address.get('category'),
  );
}

const rowsButton = (answer, row) =>
  el(
    'button',
    {type: 'button', class: 'link', 'data-key': row.bucket_start, onclick: () => openBar(answer, row.bucket_start)},
    f.bucketSpan(row.bucket_start, answer.bucket),
  );

function trendPanel() {
  const panel = new Panel({
    title: 'Sales trend',
    name: 'trend',
    wide: 8,
    controls: controls(),
    parameters: trendParameters,
    note: answer =>
      METRICS[metric()][0] +
      ' ' +
      f.EACH[answer.bucket] +
      '; the dashed line is ' +
      plural(answer.earlier_seconds) +
      '. Click a bar for its rows.',
    isEmpty: rows => rows.every(row => row.views + row.clicks + row.orders + Number(row.earlier_revenue) === 0),
    empty: whereEventsAre,
    summary: answer => {
      const best = answer.rows.reduce((most, row) => (Number(row[metric()]) > Number(most[metric()]) ? row : most));
      return (
        METRICS[metric()][0] +
        ' in ' +
        answer.rows.length +
        ' bars, highest ' +
        METRICS[metric()][1](best[metric()], best.currency) +
        ' at ' +
        f.bucketSpan(best.bucket_start, answer.bucket) +
        '. The same as a table: button Table.'
      );
    },
    draw: (answer, self) =>
      self
        .chart(place =>
          makeChart(place, at => self.answer.rows[at] && openBar(self.answer, self.answer.rows[at].bucket_start)),
        )
        .draw(() => trendOptions(self.answer)),
    table: answer =>
      table(
        'Sales trend',
        [
          {title: 'Time', head: true, value: row => rowsButton(answer, row)},
          {title: 'Revenue', number: true, value: row => f.money(row.revenue, row.currency)},
          ...ofRefunds(answer.rows),
          {title: 'Orders', number: true, value: row => f.count(row.orders)},
          {title: 'Units', number: true, value: row => f.amount(row.units)},
          {title: 'Views', number: true, value: row => f.count(row.views)},
          {title: 'Clicks', number: true, value: row => f.count(row.clicks)},
          {title: 'Conversion', number: true, value: row => f.share(row.conversion)},
          {
            title: 'Revenue ' + plural(answer.earlier_seconds),
            number: true,
            value: row => f.money(row.earlier_revenue, row.currency),
          },
        ],
        [...answer.rows].reverse(),
      ),
  });
  return panel;
}

function trendOptions(answer) {
  const [label, format] = METRICS[metric()];
  const earlier = plural(answer.earlier_seconds);
  return {
    xAxis: axisOfNames(answer.rows.map(row => f.bucketName(row.bucket_start, answer.bucket, showsDays(answer)))),
    yAxis: axisOfNumbers(f.compact),
    series: [
      {
        type: 'bar',
        name: label,
        data: answer.rows.map(row => ({
          value: Number(row[metric()]),
          itemStyle: {opacity: filling(answer, row.bucket_start)},
        })),
        itemStyle: {color: series(1), borderRadius: [3, 3, 0, 0]},
        barMaxWidth: 34,
        barCategoryGap: '22%',
      },
      {
        type: 'line',
        name: earlier,
        data: answer.rows.map(row => Number(row['earlier_' + metric()])),
        showSymbol: false,
        silent: true,
        lineStyle: {color: series(2), width: 2, type: [5, 4]},
        itemStyle: {color: series(2)},
        z: 3,
      },
    ],
    tooltip: {
      trigger: 'axis',
      formatter: ([first]) => {
        const row = answer.rows[first.dataIndex];
        return tip(
          f.bucketSpan(row.bucket_start, answer.bucket),
          [
            [series(1), label, format(row[metric()], row.currency)],
            [series(2), earlier, format(row['earlier_' + metric()], row.currency)],
            [null, 'Orders', f.count(row.orders)],
            [null, 'Views', f.count(row.views)],
            [null, 'Conversion', f.share(row.conversion)],
          ],
          'Click for the rows',
        );
      },
    },
  };
}

function splitPanel() {
  return new Panel({
    title: 'Sales trend by category',
    name: 'trend-by-category',
    wide: 8,
    controls: controls(),
    parameters: trendParameters,
    note: () => METRICS[metric()][0] + ' of the five largest categories and the others. Click a bar for its rows.',
    empty: 'No events in this time.',
    summary: answer =>
      METRICS[metric()][0] +
      ' by category: ' +
      [...new Set(answer.rows.map(row => row.category))].join(', ') +
      '. The same as a table: button Table.',
    draw: (answer, self) =>
      self
        .chart(place =>
          makeChart(place, at => {
            const moment = times(self.answer)[at];
            return moment && openBar(self.answer, moment);
          }),
        )
        .draw(() => splitOptions(self.answer)),
    table: answer =>
      table(
        'Sales trend by category',
        [
          {title: 'Time', head: true, value: row => rowsButton(answer, row)},
          {title: 'Category', value: row => row.category},
          {title: 'Revenue', number: true, value: row => f.money(row.revenue, row.currency)},
          {title: 'Orders', number: true, value: row => f.count(row.orders)},
          {title: 'Views', number: true, value: row => f.count(row.views)},
        ],
        [...answer.rows].reverse(),
      ),
  });
}

/** When each bar begins, also the bars in which nothing happened. */
function times(answer) {
  const length = f.bucketSeconds(answer.bucket) * 1000;
  const moments = [];
  for (let at = Date.parse(answer.since); at < Date.parse(answer.until); at += length) {
    moments.push(new Date(at).toISOString().replace('.000Z', 'Z'));
  }
  return moments;
}

const showsDays = answer => Date.parse(answer.until) - Date.parse(answer.since) > 24 * 3.6e6;

/** The newest bar is not full yet, so it is lighter: it does not mean that sales fall. */
const filling = (answer, moment) =>
  Date.parse(moment) + f.bucketSeconds(answer.bucket) * 1000 > Date.parse(answer.until) ? 0.5 : 1;

function splitOptions(answer) {
  const [, format] = METRICS[metric()];
  const moments = times(answer);
  const place = Object.fromEntries(moments.map((moment, at) => [moment, at]));
  const bands = [...new Map(answer.rows.map(row => [row.series, row.category]))].sort(([a], [b]) => a - b);
  const values = Object.fromEntries(bands.map(([band]) => [band, moments.map(() => 0)]));
  answer.rows.forEach(row => {
    values[row.series][place[row.bucket_start]] = Number(row[metric()]);
  });
  return {
    legend: legend(),
    xAxis: axisOfNames(moments.map(moment => f.bucketName(moment, answer.bucket, showsDays(answer)))),
    yAxis: axisOfNumbers(f.compact),
    series: bands.map(([band, name]) => ({
      type: 'bar',
      stack: 'all',
      name,
      data: values[band].map((value, at) => ({value, itemStyle: {opacity: filling(answer, moments[at])}})),
      itemStyle: segment(band),
      barMaxWidth: 34,
      barCategoryGap: '22%',
    })),
    tooltip: {
      trigger: 'axis',
      formatter: ([first]) =>
        tip(
          f.bucketSpan(moments[first.dataIndex], answer.bucket),
          bands.map(([band, name]) => [
            series(band),
            name,
            format(values[band][first.dataIndex], answer.rows[0]?.currency),
          ]).reverse(),
          'Click for the rows',
        ),
    },
  };
}

function categories() {
  return new Panel({
    title: 'Categories',
    name: 'categories',
    wide: 4,
    parameters: () => address.paid(address.range()),
    note: () => 'Revenue. Choose one to filter by it.',
    empty: 'No events in this time.',
    draw: (answer, self) => {
      const most = Math.max(...answer.rows.map(row => Number(row.revenue)), 0.01);
      const chosen = address.get('category');
      self.replace(
        el(
          'ul',
          {class: 'bars', role: 'list'},
          ...answer.rows.slice(0, 12).map(row => {
            const key = row.category ?? '';
            return el(
              'li',
              {},
              el(
                'button',
                {
                  type: 'button',
                  'data-key': key,
                  'aria-pressed': String(chosen === key),
                  onclick: () => address.set({category: chosen === key ? null : key}),
                },
                el('span', {class: 'name'}, f.category(row.category)),
                el('span', {class: 'number'}, f.money(row.revenue, row.currency)),
                bar(Number(row.revenue) / most),
                el(
                  'span',
                  {class: 'detail muted'},
                  f.count(row.orders) +
                    (row.orders === 1 ? ' order · ' : ' orders · ') +
                    f.share(row.conversion) +
                    ' conversion',
                ),
              ),
            );
          }),
        ),
        answer.rows.length > 12
          ? el('p', {class: 'note muted'}, 'and ' + (answer.rows.length - 12) + ' more in the table')
          : '',
      );
    },
    table: answer =>
      table(
        'Sales by category',
        [
          {title: 'Category', head: true, value: row => f.category(row.category)},
          {title: 'Revenue', number: true, value: row => f.money(row.revenue, row.currency)},
          ...ofRefunds(answer.rows),
          {title: 'Orders', number: true, value: row => f.count(row.orders)},
          {title: 'Units', number: true, value: row => f.amount(row.units)},
          {title: 'Views', number: true, value: row => f.count(row.views)},
          {title: 'Conversion', number: true, value: row => f.share(row.conversion)},
          {title: 'Average order', number: true, value: row => f.money(row.average_order_value, row.currency)},
        ],
        answer.rows,
      ),
  });
}

const counted = answer =>
  Date.parse(answer.until) - Date.parse(answer.since) <= 6 * 3.6e6
    ? f.span(answer.since, answer.until)
    : 'whole days (UTC): ' + f.days(answer.since, answer.until) + unlessAsOfNow(answer.rows);

export {counted};

const STEPS = {view: 'Viewed', click: 'Clicked', buy: 'Bought'};

function funnel() {
  return new Panel({
    title: 'Funnel',
    name: 'funnel',
    wide: 4,
    parameters: address.filters,
    note: answer => 'Distinct users, ' + counted(answer),
    isEmpty: rows => rows.every(row => row.users === 0 && row.users_in_all === 0),
    empty: 'No users in this time.',
    draw: (answer, self) =>
      self.replace(
        el(
          'ol',
          {class: 'funnel', role: 'list'},
          ...answer.rows.map(row =>
            el(
              'li',
              {},
              row.step > 1
                ? el(
                    'p',
                    {class: 'drop'},
                    '↓ ' +
                      f.count(row.drop_off) +
                      ' dropped off' +
                      (row.drop_off_share === null ? '' : ' (' + f.share(row.drop_off_share) + ')'),
                  )
                : null,
              el(
                'p',
                {class: 'step'},
                el('span', {class: 'name'}, STEPS[row.event_type]),
                el('b', {}, f.count(row.users)),
                el('span', {class: 'muted'}, f.share(row.share_of_first)),
              ),
              bar(Number(row.share_of_first), 'funnel-' + row.step),
            ),
          ),
        ),
        el(
          'p',
          {class: 'note muted'},
          'A step counts users who also did the steps before it. ' +
            f.count(answer.rows[2].users_in_all) +
            ' bought in all.',
        ),
      ),
    table: answer =>
      table(
        'Funnel',
        [
          {title: 'Step', head: true, value: row => STEPS[row.event_type]},
          {title: 'Users', number: true, value: row => f.count(row.users)},
          {title: 'Of the first step', number: true, value: row => f.share(row.share_of_first)},
          {title: 'Dropped off', number: true, value: row => f.count(row.drop_off)},
          {title: 'Did it at all', number: true, value: row => f.count(row.users_in_all)},
        ],
        answer.rows,
      ),
  });
}

const ORDERS = {revenue: 'Revenue', units: 'Units', view_to_buy: 'View to buy'};

function products() {
  const order = () => (ORDERS[address.get('order')] ? address.get('order') : 'revenue');
  const sort = key =>
    el(
      'button',
      {
        type: 'button',
        class: 'sort',
        'data-key': 'sort-' + key,
        onclick: () => address.set({order: key === 'revenue' ? null : key}),
      },
      ORDERS[key],
      order() === key ? ' ↓' : '',
    );
  const column = (key, format) => ({
    title: sort(key),
    sorted: order() === key,
    number: true,
    value: row => format(row[key], row.currency),
  });
  return new Panel({
    title: 'Top products',
    name: 'products',
    wide: 8,
    parameters: () => address.paid({...address.filters(), order: order(), limit: 12}),
    csv: {limit: 10000},
    note: answer => counted(answer),
    empty: 'No products in this time.',
    draw: (answer, self) => {
      const most = Math.max(...answer.rows.map(row => Number(row[order()]) || 0), 1e-9);
      self.replace(
        table(
          'Top products by ' + ORDERS[order()].toLowerCase(),
          [
            {
              title: 'Product',
              head: true,
              kind: 'wide',
              value: row =>
                el(
                  'button',
                  {
                    type: 'button',
                    class: 'link',
                    'data-key': 'product-' + row.product_id,
                    onclick: () =>
                      openRows(
                        'Events of ' + (row.product_name ?? 'product ' + row.product_id),
                        {
                          from: answer.since,
                          to: new Date(Math.ceil(Date.parse(answer.until) / 60000) * 60000).toISOString(),
                          product: row.product_id,
                        },
                        null,
                      ),
                  },
                  row.product_name ?? 'Product ' + row.product_id,
                ),
            },
            {title: 'Category', value: row => f.category(row.category)},
            {
              title: el('span', {class: 'hidden'}, 'Share of the first'),
              kind: 'with-bar',
              value: row => bar((Number(row[order()]) || 0) / most),
            },
            column('revenue', f.money),
            ...ofRefunds(answer.rows),
            column('units', f.amount),
            {title: 'Views', number: true, value: row => f.count(row.views)},
            column('view_to_buy', f.share),
          ],
          answer.rows,
        ),
      );
    },
  });
}
