// Which stream the intake is about, and how each stream is. With one stream there is no choice, and nothing of this
// shows.

import * as address from './address.js';
import {el, table} from './dom.js';
import * as f from './format.js';
import * as live from './live.js';
import {Panel} from './panel.js';

const WORDS = {
  live: 'live',
  retrying: 'tries again',
  behind: 'behind',
  not_started: 'not started',
  silent: 'silent',
  ended: 'ended',
};
const SUMS = [
  'files',
  'records_read',
  'inserted',
  'updated',
  'unchanged',
  'stale',
  'duplicate',
  'filtered',
  'rejected',
  'files_waiting',
  'files_held',
];

const all = () => live.pulse?.streams ?? [];

/** The stream that was chosen; null for all. */
export const chosen = () => address.get('stream');

const isHere = () => all().some(row => row.stream === chosen());

/** Whether there is a choice: several streams, or an address with one that is not here. */
export const several = () => all().length > 1 || (chosen() !== null && !isHere());

/** The stream, as a parameter of the API. */
export const parameter = () => (chosen() === null ? {} : {stream: chosen()});

/** What a panel says of its stream, before what else it says; nothing where there is only one. */
export const named = text => (several() ? of() + ' · ' + text : text);

/** Which stream it is about, for people. */
export const of = () => (chosen() === null ? 'all streams' : 'stream ' + chosen());

/** Whether rows of several streams may stand below each other. */
export const mixed = () => several() && chosen() === null;

/** The word for what was read: only the shop's stream has events and nothing else. */
export const records = () => (several() ? 'Records' : 'Events');

/** The numbers of the chosen streams together; null before anything is known, or where there is no such stream. */
export function totals() {
  const rows = all().filter(row => chosen() === null || row.stream === chosen());
  if (rows.length === 0) {
    return null;
  }
  const known = name => rows.map(row => row[name]).filter(value => value !== null && value !== undefined);
  const most = name => (known(name).length ? Math.max(...known(name)) : null);
  return {
    ...Object.fromEntries(
      SUMS.map(name => [name, known(name).length ? known(name).reduce((sum, value) => sum + value, 0) : null]),
    ),
    oldest_waiting_seconds: most('oldest_waiting_seconds'),
    last_batch: most('last_batch'),
  };
}

/** Pages and the reason are those of another stream's rows. */
const choose = stream => address.set({stream, files: null, rejects: null, reason: null});

/** The selector; hidden where there is nothing to choose. */
export function selector() {
  const select = el('select', {class: 'quiet', onchange: () => choose(select.value || null)});
  const label = el('label', {class: 'choice', hidden: true}, 'Stream ', select);
  const sync = () => {
    label.hidden = !several();
    const options = [['', 'All streams'], ...all().map(row => [row.stream, row.stream + told(row)])];
    if (chosen() !== null && !isHere()) {
      options.push([chosen(), chosen() + (all().length ? ' – not in this database' : '')]);
    }
    const shown = [...select.options].map(option => option.value + option.text).join();
    if (document.activeElement !== select && shown !== options.map(([value, text]) => value + text).join()) {
      select.replaceChildren(...options.map(([value, text]) => el('option', {value}, text)));
    }
    select.value = chosen() ?? '';
  };
  live.onPulse(sync);
  address.onChange(sync);
  return label;
}

const told = row => (row.state === 'live' ? '' : ' – ' + WORDS[row.state]);

/** How each stream is, however the selector stands: those that are red first. */
export function streamsPanel() {
  const panel = new Panel({
    title: 'Streams',
    name: 'streams',
    wide: 12,
    asked: false,
    note: () => 'All streams of this database. Choose one to see its intake alone.',
    draw: (answer, self) => self.replace(table('Streams', columns(), answer.rows)),
  });
  const sync = () => {
    panel.element.hidden = !several();
    panel.say([...all()].sort((a, b) => b.red - a.red));
  };
  live.onPulse(sync);
  address.onChange(sync);
  panel.element.hidden = true;
  return panel.element;
}

function columns() {
  return [
    {
      title: 'Stream',
      head: true,
      value: row =>
        el(
          'button',
          {
            type: 'button',
            class: 'link code' + (row.red ? ' red' : ''),
            'data-key': row.stream,
            'aria-pressed': String(row.stream === chosen()),
            onclick: () => choose(row.stream === chosen() ? null : row.stream),
          },
          row.stream,
        ),
    },
    {title: 'State', value: row => el('span', {class: 'state ' + row.state}, WORDS[row.state])},
    {title: 'Files', number: true, value: row => f.count(row.files)},
    {title: 'Records', number: true, value: row => f.count(row.records_read)},
    {title: 'Rejected', number: true, value: row => f.count(row.rejected)},
    {title: 'A second', number: true, value: row => f.rate(row.events_per_second)},
    {title: 'Waiting', number: true, value: row => f.count(row.files_waiting)},
    {title: 'Held', number: true, value: row => f.count(row.files_held)},
    {title: 'Last micro-batch', value: row => f.dateTime(row.last_committed_at)},
    {title: 'Why', kind: 'wide', value: row => el('span', {class: row.red ? 'red' : ''}, row.reason)},
  ];
}
