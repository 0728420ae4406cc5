// How far users and sessions went: funnels of steps that can be chosen.

import * as address from './address.js';
import {bar, el, table} from './dom.js';
import * as f from './format.js';
import {choice, countedAsOf, Panel} from './panel.js';

const STEPS = {
  view: 'Viewed',
  click: 'Clicked',
  cart: 'Put into the cart',
  remove: 'Took out again',
  checkout: 'Began an order',
  buy: 'Bought',
  refund: 'Got a refund',
};
const USUAL = 'view,click?,cart?,checkout?,buy';
const GRAINS = {week: 'Weeks', day: 'Days', month: 'Months'};
const TITLES = {day: 'Day', week: 'Week of', month: 'Month of'};
const BEGIN = {day: f.day, week: f.day, month: f.month};
const USES = {needed: 'counts', optional: 'optional', none: 'left out'};

/** What is made of each type of event by the address: needed, optional or none. */
function uses() {
  const named = (address.get('steps') ?? USUAL).split(',');
  return Object.fromEntries(
    Object.keys(STEPS).map(type => [
      type,
      named.includes(type) ? 'needed' : named.includes(type + '?') ? 'optional' : 'none',
    ]),
  );
}

/** As the API wants it: the first step is never optional. */
function asked(used) {
  const steps = Object.keys(STEPS).filter(type => used[type] !== 'none');
  return steps.map((type, place) => (place > 0 && used[type] === 'optional' ? type + '?' : type)).join(',');
}

const chosen = () => (address.get('steps') === null ? {} : {steps: address.get('steps')});

export const stepsPanels = () => [users(), sessions()];

function users() {
  let grain = 'week';
  let choosing = false;
  const panel = new Panel({
    title: 'Funnel by steps',
    name: 'funnel-by-steps',
    wide: 8,
    controls: [
      choice('Funnel by steps: length of time', GRAINS, value => {
        grain = value;
        panel.show();
      }),
      el(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'aria-expanded': 'false',
          onclick: event => {
            choosing = !choosing;
            event.target.setAttribute('aria-expanded', String(choosing));
            panel.show();
          },
        },
        'Steps',
      ),
    ],
    parameters: chosen,
    note: answer =>
      'Distinct users of a day, week or month (UTC), all categories. A step counts those who also did the steps' +
      ' before it that are not optional, in any order, and beside them their share of the first step.' +
      countedAsOf(answer.rows),
    empty: 'No users yet.',
    draw: (answer, self) =>
      self.replace(
        ...(choosing ? [chooser()] : []),
        drawn(
          answer.rows.filter(row => row.grain === grain),
          grain,
        ),
      ),
  });
  return panel;
}

function sessions() {
  const named = row => STEPS[row.event_type] + (row.is_optional ? ' (optional)' : '');
  return new Panel({
    title: 'Funnel by sessions',
    name: 'session-funnel',
    wide: 4,
    parameters: () => ({...address.range(), ...chosen()}),
    note: answer =>
      'The same steps, by sessions that began in the chosen time (whole hours).' + countedAsOf(answer.rows),
    isEmpty: rows => rows.every(row => row.sessions_in_all === 0),
    empty: 'No sessions in this time.',
    draw: (answer, self) =>
      self.replace(
        el(
          'ol',
          {class: 'funnel', role: 'list'},
          ...answer.rows
            .filter(row => !row.is_optional || row.sessions_in_all > 0)
            .map(row =>
              el(
                'li',
                {},
                row.step > 1 && !row.is_optional
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
                  el('span', {class: 'name'}, named(row)),
                  el('b', {}, f.count(row.sessions)),
                  el('span', {class: 'muted'}, f.share(row.share_of_first)),
                ),
                bar(Number(row.share_of_first), row.is_optional ? 'funnel-2' : row.step === 1 ? '' : 'funnel-3'),
              ),
            ),
        ),
      ),
    table: answer =>
      table(
        'Funnel by sessions',
        [
          {title: 'Step', head: true, value: named},
          {title: 'Sessions', number: true, value: row => f.count(row.sessions)},
          {title: 'Of the first step', number: true, value: row => f.share(row.share_of_first)},
          {title: 'Dropped off', number: true, value: row => f.count(row.drop_off)},
          {title: 'Did it at all', number: true, value: row => f.count(row.sessions_in_all)},
        ],
        answer.rows,
      ),
  });
}

function chooser() {
  const used = uses();
  return el(
    'fieldset',
    {class: 'steps'},
    el('legend', {class: 'hidden'}, 'Steps of the funnel'),
    ...Object.entries(STEPS).map(([type, name]) =>
      el(
        'label',
        {},
        name,
        el(
          'select',
          {
            class: 'quiet',
            'data-key': 'step-' + type,
            onchange: event => {
              const steps = asked({...used, [type]: event.target.value});
              address.set({steps: steps === USUAL || steps === '' ? null : steps});
            },
          },
          ...Object.entries(USES).map(([value, label]) => el('option', {value, selected: value === used[type]}, label)),
        ),
      ),
    ),
  );
}

/** A row for each period, a column for each step. */
function drawn(rows, grain) {
  const periods = [...new Set(rows.map(row => row.period))].map(period => rows.filter(row => row.period === period));
  return table(
    'Funnel by steps',
    [
      {title: TITLES[grain], head: true, value: ([first]) => BEGIN[grain](first.period)},
      ...periods[0].map((step, place) => ({
        title: STEPS[step.event_type] + (step.is_optional ? ' (optional)' : ''),
        number: true,
        kind: 'cell',
        value: steps => cell(steps[place]),
      })),
    ],
    periods,
  );
}

const cell = row =>
  el(
    'span',
    {class: 'shaded'},
    f.count(row.users),
    ...(row.step === 1
      ? []
      : [el('span', {class: 'muted'}, ' ' + f.share(row.share_of_first)), bar(Number(row.share_of_first))]),
  );
