// Cohorts: who came back, who bought again, what a user has brought so far.

import * as address from './address.js';
import {axisOfNames, axisOfNumbers, makeChart, series, tip} from './chart.js';
import {bar, el, table} from './dom.js';
import * as f from './format.js';
import {choice, countedAsOf, Panel} from './panel.js';

const GRAINS = {week: 'Weeks', month: 'Months'};
const BEGIN = {week: f.day, month: f.month};
const BASES = {event: 'First event', buy: 'First buy'};

/** Longer ones are added up in one bar; the table and the CSV have each. */
const LONGEST = 90;

export const cohortPanels = () => [retention(), repeatBuyers(), daysBetweenOrders(), values()];

/** A triangle: a row for each cohort, a column for each week or month since. A cell that has no row is of nobody. */
function triangle({title, name, wide, note, empty, measures, parameters}) {
  const chosen = {grain: 'week', basis: 'event', measure: Object.keys(measures)[0]};
  const choose = key => value => {
    chosen[key] = value;
    panel.show();
  };
  const panel = new Panel({
    title,
    name,
    wide,
    parameters,
    controls: [
      choice(title + ': length of a cohort', GRAINS, choose('grain')),
      choice(title + ': cohorts by', BASES, choose('basis')),
      Object.keys(measures).length > 1
        ? choice(
            title + ': what is shown',
            Object.fromEntries(Object.entries(measures).map(([key, measure]) => [key, measure.name])),
            choose('measure'),
          )
        : null,
    ].filter(Boolean),
    note: answer => note + countedAsOf(answer.rows),
    empty,
    draw: (answer, self) => self.replace(drawn(title, answer.rows, chosen, measures[chosen.measure])),
  });
  return panel;
}

function drawn(title, all, {grain, basis}, measure) {
  const rows = all.filter(row => row.grain === grain && row.basis === basis);
  if (rows.length === 0) {
    return el('p', {class: 'empty'}, 'Nobody has bought yet.');
  }
  const newest = all
    .filter(row => row.grain === grain)
    .reduce((last, row) => (row.period > last ? row.period : last), '');
  const cohorts = [...new Set(rows.map(row => row.cohort))].map(cohort => {
    const cells = rows.filter(row => row.cohort === cohort);
    return {
      cohort,
      size: cells[0].size,
      oldest: ages(grain, cohort, newest),
      cells: new Map(cells.map(row => [row.age, row])),
    };
  });
  const widest = Math.min(12, Math.max(...cohorts.map(of => of.oldest)));
  const most = Math.max(...rows.filter(row => row.age > 0).map(row => Number(measure.of(row))), 0);
  return table(
    title,
    [
      {title: grain === 'week' ? 'Week of' : 'Month of', head: true, value: of => BEGIN[grain](of.cohort)},
      {title: 'Users', number: true, value: of => f.count(of.size)},
      ...Array.from({length: widest + 1}, (_, age) => ({
        title: String(age),
        number: true,
        kind: 'cell',
        value: of => (age > of.oldest ? '' : cell(of, age, measure, most)),
      })),
    ],
    cohorts,
  );
}

function cell(of, age, measure, most) {
  let row = of.cells.get(age);
  if (row === undefined && measure.carried) {
    row = of.cells.get(Math.max(...[...of.cells.keys()].filter(earlier => earlier < age)));
  }
  const value = row === undefined ? 0 : measure.of(row);
  return el('span', {class: 'shaded'}, measure.show(value, row), age === 0 ? null : bar(most ? value / most : 0));
}

function ages(grain, cohort, period) {
  const [from, to] = [new Date(cohort), new Date(period)];
  return grain === 'week'
    ? Math.round((to - from) / (7 * 86400000))
    : (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
}

const retention = () =>
  triangle({
    title: 'Retention',
    name: 'retention',
    wide: 8,
    note:
      'Of the users whose first event or buy was in a week or month (UTC), the share that came back, or bought,' +
      ' so many weeks or months later.',
    empty: 'No users yet.',
    measures: {
      back: {name: 'Came back', of: row => row.user_share, show: f.share},
      bought: {name: 'Bought', of: row => row.buyer_share, show: f.share},
    },
  });

const values = () =>
  triangle({
    title: 'Value of a user',
    name: 'cohort-values',
    wide: 8,
    parameters: () => address.paid({}),
    note: 'What the users of a cohort have spent so far, less refunds, divided by their number.',
    empty: 'No users yet.',
    measures: {
      value: {
        name: 'Value',
        of: row => row.value_per_user,
        show: (value, row) => f.money(value, row?.currency),
        carried: true,
      },
    },
  });

function repeatBuyers() {
  return new Panel({
    title: 'Repeat buyers',
    name: 'repeat-buyers',
    wide: 4,
    note: answer =>
      'Buyers by the month of their first buy, and how many bought on another day.' + countedAsOf(answer.rows),
    empty: 'Nobody has bought yet.',
    draw: (answer, self) =>
      self.replace(
        table(
          'Repeat buyers',
          [
            {title: 'Month of', head: true, value: row => f.month(row.first_month)},
            {title: 'Buyers', number: true, value: row => f.count(row.buyers)},
            {title: 'Again', number: true, value: row => f.share(row.repeat_share)},
            {title: 'In 30 days', number: true, value: row => f.share(row.within_30_days / row.buyers)},
            {title: 'Days until', number: true, value: row => f.rate(row.mean_days)},
          ],
          answer.rows,
        ),
      ),
  });
}

/** A bar for each number of days, also for those that never were, and one for all that are longer. */
function bars(rows) {
  const gaps = new Map(rows.map(row => [row.days, row.gaps]));
  const longest = Math.min(LONGEST, Math.max(30, ...gaps.keys()));
  const shown = Array.from({length: longest}, (_, before) => [String(before + 1), gaps.get(before + 1) ?? 0]);
  const longer = rows[0].all_gaps - shown.reduce((sum, [, count]) => sum + count, 0);
  return longer > 0 ? [...shown, ['over ' + longest, longer]] : shown;
}

const days = count => f.amount(count) + (Number(count) === 1 ? ' day' : ' days');

function daysBetweenOrders() {
  return new Panel({
    title: 'Days between orders',
    name: 'days-between-orders',
    wide: 12,
    parameters: () => ({limit: 1000}),
    csv: {limit: 10000},
    note: answer =>
      'From each day (UTC) on which a known user bought to the next one, of all users and times; several buys of one' +
      ' day are one order.' +
      (answer.rows.length === 0 ? '' : ' Half of them are at most ' + days(answer.rows[0].median_days) + '.') +
      countedAsOf(answer.rows),
    empty: 'Nobody has bought on two days yet.',
    summary: answer => {
      const [first] = answer.rows;
      const most = answer.rows.reduce((top, row) => (row.gaps > top.gaps ? row : top));
      return (
        f.count(first.all_gaps) +
        ' times; half of them at most ' +
        days(first.median_days) +
        ', most often ' +
        days(most.days) +
        '. The same as a table: button Table.'
      );
    },
    draw: (answer, self) =>
      self
        .chart(place => makeChart(place))
        .draw(() => ({
          xAxis: axisOfNames(bars(self.answer.rows).map(([name]) => name)),
          yAxis: axisOfNumbers(f.compact),
          series: [
            {
              type: 'bar',
              name: 'Days between orders',
              data: bars(self.answer.rows).map(([, count]) => count),
              itemStyle: {color: series(1), borderRadius: [2, 2, 0, 0]},
              barMaxWidth: 28,
            },
          ],
          tooltip: {
            trigger: 'axis',
            formatter: ([first]) => {
              const [name, count] = bars(self.answer.rows)[first.dataIndex];
              return tip(name === '1' ? '1 day' : name + ' days', [
                [series(1), 'Times', f.count(count)],
                [null, 'Of all', f.share(count / self.answer.rows[0].all_gaps)],
              ]);
            },
          },
        })),
    table: answer =>
      table(
        'Days between orders',
        [
          {title: 'Days', head: true, value: row => f.count(row.days)},
          {title: 'Times', number: true, value: row => f.count(row.gaps)},
          {title: 'Of all', number: true, value: row => f.share(row.share)},
          {title: 'At most so many', number: true, value: row => f.share(row.share_so_far)},
        ],
        answer.rows,
      ),
  });
}
