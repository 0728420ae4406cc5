// The intake: how fresh and how complete the numbers are.

import * as address from './address.js';
import {address as apiAddress, ask} from './api.js';
import {axisOfNames, axisOfNumbers, axisOfTime, makeChart, series, tip} from './chart.js';
import {bar, el, table} from './dom.js';
import * as f from './format.js';
import * as live from './live.js';
import {csvLink, Panel} from './panel.js';
import * as streams from './streams.js';
import {heading, tile, waiting} from './tiles.js';

const COUNTS = {
  inserted: 'new rows',
  updated: 'newer versions',
  unchanged: 'equal to their row',
  stale: 'older than their row',
  duplicate: 'again in the same batch',
  filtered: 'other event types',
  rejected: 'refused, kept below',
};
const TILES = {
  lag: 'Lag, file to row (95 %)',
  waiting: 'Files waiting',
  rate: () => streams.records() + ' a second',
  batches: 'Micro-batches, last hour',
  rejects: 'Rejected, 24 hours',
};

/** The label of a tile; it says of which stream the number is. */
const label = key => {
  const text = typeof TILES[key] === 'function' ? TILES[key]() : TILES[key];
  return streams.several() ? text + ' · ' + streams.of() : text;
};

export function intake(tiles, grid) {
  const counts = el('section', {class: 'panel w4', id: 'panel-counts', 'aria-labelledby': 'panel-counts-title'});
  const reasons = reasonsPanel();
  const panels = [rate(), lag(), reasons, rejects(), files()];
  grid.append(
    streams.streamsPanel(),
    panels[0].element,
    panels[1].element,
    counts,
    reasons.element,
    ...panels.slice(3).map(panel => panel.element),
  );
  const csv = csvLink('Every record accounted for', 'counts');
  const link = csvLink('the numbers of the intake', 'intake');
  const head = new Head(tiles, reasons);
  head.show();
  let several = streams.several();
  let chosen = streams.chosen();
  const sync = () => {
    csv.href = apiAddress('counts', streams.parameter(), '.csv');
    link.href = apiAddress('intake', streams.parameter(), '.csv');
    drawCounts(counts, streams.totals(), csv);
    if (chosen !== streams.chosen()) {
      chosen = streams.chosen();
      [...panels, head].forEach(each => each.forget());
    }
    if (several !== streams.several()) {
      several = streams.several();
      panels.forEach(panel => panel.show());
      head.show();
    }
  };
  live.onPulse(sync);
  address.onChange(sync);
  heading(tiles, streams.selector(), link);
  return {
    async refresh(signal) {
      const done = await Promise.all(panels.map(panel => panel.refresh(signal)));
      return (await head.refresh(signal)) && done.every(Boolean);
    },
  };
}

/** The numbers at the head of the section. */
class Head {
  constructor(tiles, reasons) {
    this.tiles = tiles;
    this.reasons = reasons;
    this.answers = null;
  }

  async refresh(signal) {
    try {
      const of = streams.parameter();
      this.answers = await Promise.all([ask('intake', of, signal), ask('lag', of, signal)]);
      this.show();
      return true;
    } catch {
      return false;
    }
  }

  forget() {
    this.answers = null;
    this.show();
  }

  show() {
    if (this.answers === null) {
      waiting(this.tiles, Object.fromEntries(Object.keys(TILES).map(key => [key, label(key)])));
      return;
    }
    const [rates, lags] = this.answers;
    const rate = Object.fromEntries(rates.rows.map(row => [row.period, row]));
    const [late] = lags.rows;
    const now = streams.totals() ?? {};
    const refused = (this.reasons.answer ? this.reasons.answer.rows : []).reduce(
      ([all, open], row) => [all + row.rejects, open + row.open],
      [0, 0],
    );
    this.tiles.replaceChildren(
      tile('lag', label('lag'), f.duration(late.p95_seconds), [
        muted(
          late.files
            ? 'half within ' + f.duration(late.median_seconds) + ', slowest ' + f.duration(late.max_seconds)
            : 'no files yet',
        ),
      ]),
      tile(
        'waiting',
        label('waiting'),
        f.count(now.files_waiting),
        [
          muted(
            now.oldest_waiting_seconds ? 'the oldest for ' + f.duration(now.oldest_waiting_seconds) : 'none waits long',
          ),
          now.files_held ? el('b', {class: 'down'}, f.count(now.files_held) + ' cannot be loaded or moved') : null,
        ].filter(Boolean),
        now.files_held || now.oldest_waiting_seconds > 120 ? 'warn' : '',
      ),
      tile('rate', label('rate'), f.rate(rate['1 minute'].events_per_second), [
        muted(
          f.rate(rate['1 hour'].events_per_second) +
            ' over an hour, ' +
            f.rate(rate['24 hours'].events_per_second) +
            ' over a day',
        ),
      ]),
      tile('batches', label('batches'), f.count(rate['1 hour'].batches), [
        muted(now.last_batch ? 'number ' + f.count(now.last_batch) + ' is the newest' : 'none yet'),
      ]),
      tile(
        'rejects',
        label('rejects'),
        f.count(refused[0]),
        [muted(refused[0] ? f.count(refused[1]) + ' still open' : 'nothing was refused')],
        refused[1] ? 'warn' : '',
      ),
    );
  }
}

const muted = text => el('span', {class: 'muted'}, text);

function rate() {
  return new Panel({
    title: () => streams.records() + ' loaded',
    name: 'intake-trend',
    wide: 4,
    parameters: streams.parameter,
    note: () => streams.named(streams.records() + ' a second by minute, last hour'),
    isEmpty: rows => rows.every(row => row.records_read === 0),
    empty: 'Nothing was loaded in the last hour.',
    summary: answer =>
      streams.named(streams.records() + ' a second of the last 60 minutes, highest ') +
      f.rate(Math.max(...answer.rows.map(row => row.events_per_second))) +
      '. The same as a table: button Table.',
    draw: (answer, self) =>
      self
        .chart(place => makeChart(place))
        .draw(() => ({
          xAxis: axisOfNames(self.answer.rows.map(row => f.clock(row.minute))),
          yAxis: axisOfNumbers(f.compact),
          series: [
            {
              type: 'bar',
              data: self.answer.rows.map(row => row.events_per_second),
              itemStyle: {color: series(1), borderRadius: [2, 2, 0, 0]},
              barCategoryGap: '20%',
            },
          ],
          tooltip: {
            trigger: 'axis',
            formatter: ([first]) => {
              const row = self.answer.rows[first.dataIndex];
              return tip(f.clock(row.minute), [
                [series(1), streams.records() + ' a second', f.rate(row.events_per_second)],
                [null, streams.records(), f.count(row.records_read)],
                [null, 'Batches', f.count(row.batches)],
                [null, 'Mean batch', f.duration(row.mean_batch_seconds)],
              ]);
            },
          },
        })),
    table: answer =>
      table(
        streams.records() + ' loaded by minute',
        [
          {title: 'Minute', head: true, value: row => f.clock(row.minute)},
          {title: streams.records(), number: true, value: row => f.count(row.records_read)},
          {title: 'A second', number: true, value: row => f.rate(row.events_per_second)},
          {title: 'Batches', number: true, value: row => f.count(row.batches)},
          {title: 'Files', number: true, value: row => f.count(row.files)},
        ],
        [...answer.rows].reverse(),
      ),
  });
}

function lag() {
  return new Panel({
    title: 'Lag',
    name: 'lag-trend',
    wide: 4,
    parameters: streams.parameter,
    note: () => streams.named('From file to visible rows, newest 300 files'),
    empty: 'No file was loaded yet.',
    summary: answer =>
      streams.named('Lag of the newest ') +
      answer.rows.length +
      ' files, longest ' +
      f.duration(Math.max(...answer.rows.map(row => row.lag_seconds))) +
      '. The same as a table: button Table.',
    draw: (answer, self) =>
      self
        .chart(place => makeChart(place))
        .draw(() => ({
          xAxis: axisOfTime(value => f.clock(value)),
          yAxis: axisOfNumbers(value => f.duration(value).replace('.0', '')),
          series: [
            {
              type: 'line',
              lineStyle: {width: 0},
              symbol: 'circle',
              symbolSize: 5,
              itemStyle: {color: series(3), opacity: 0.75},
              data: self.answer.rows.map(row => [Date.parse(row.committed_at), Number(row.lag_seconds)]),
            },
          ],
          tooltip: {
            trigger: 'item',
            formatter: point => {
              const row = self.answer.rows[point.dataIndex];
              return tip(row.path, [
                ...ofStream(row, stream => [null, 'Stream', stream]),
                [series(3), 'Lag', f.duration(row.lag_seconds)],
                [null, 'Visible', f.dateTime(row.committed_at)],
                [null, 'Records', f.count(row.records_read)],
              ]);
            },
          },
        })),
    table: answer =>
      table(
        'Lag of the newest files',
        [
          {title: 'File', head: true, kind: 'code', value: row => row.path},
          ...streamColumn(),
          {title: 'Lag', number: true, value: row => f.duration(row.lag_seconds)},
          {title: 'Visible', value: row => f.dateTime(row.committed_at)},
        ],
        [...answer.rows].reverse(),
      ),
  });
}

/** A column of a table, where the rows may be of several streams. */
const streamColumn = () => (streams.mixed() ? [{title: 'Stream', kind: 'code', value: row => row.stream}] : []);

/** What is said of the stream of a row, where the rows may be of several; else nothing. */
const ofStream = (row, say) => (streams.mixed() ? [say(row.stream)] : []);

function drawCounts(place, totals, csv) {
  if (totals === null) {
    const missing = live.pulse?.streams.length ? 'There is no ' + streams.of() + ' in this database.' : '';
    place.replaceChildren(
      el('div', {class: 'head'}, el('h3', {id: 'panel-counts-title'}, 'Every record accounted for')),
      el('p', {class: 'empty'}, missing),
    );
    return;
  }
  const focused = document.activeElement === csv;
  const names = Object.keys(COUNTS);
  const sum = names.reduce((total, name) => total + totals[name], 0);
  const whole = sum === totals.records_read;
  place.replaceChildren(
    el(
      'div',
      {class: 'head'},
      el(
        'div',
        {class: 'title'},
        el('h3', {id: 'panel-counts-title'}, 'Every record accounted for'),
        el(
          'p',
          {class: 'note muted'},
          streams.named(
            f.count(totals.records_read) +
              ' records of ' +
              f.count(totals.files) +
              (totals.files === 1 ? ' file' : ' files') +
              ' since the beginning',
          ),
        ),
      ),
      el('div', {class: 'tools'}, csv),
    ),
    el(
      'dl',
      {class: 'counts'},
      ...names.map((name, at) =>
        el(
          'div',
          {},
          el(
            'dt',
            {},
            el('span', {class: 'swatch count-' + (at + 1), 'aria-hidden': 'true'}),
            name,
            ' ',
            el('span', {class: 'muted'}, COUNTS[name]),
          ),
          el('dd', {}, f.count(totals[name])),
        ),
      ),
    ),
    el(
      'p',
      {class: 'sum ' + (whole ? 'good' : 'bad')},
      whole
        ? '✓ The seven counts add up to the ' + f.count(sum) + ' records read.'
        : '✗ The seven counts add up to ' +
            f.count(sum) +
            ', but ' +
            f.count(totals.records_read) +
            ' records were read.',
    ),
  );
  if (focused) {
    csv.focus({preventScroll: true});
  }
}

function reasonsPanel() {
  return new Panel({
    title: 'Rejects by reason',
    name: 'reject-reasons',
    wide: 4,
    parameters: streams.parameter,
    note: () => streams.named('Last 24 hours. Choose one to see its lines.'),
    empty: 'Nothing was refused in the last 24 hours.',
    draw: (answer, self) => {
      const most = Math.max(...answer.rows.map(row => row.rejects));
      self.replace(
        el(
          'ul',
          {class: 'bars', role: 'list'},
          ...answer.rows.slice(0, 10).map(row =>
            el(
              'li',
              {},
              el(
                'button',
                {
                  type: 'button',
                  'data-key': row.stream + ' ' + row.reason + ' ' + row.column_name,
                  'aria-pressed': String(address.get('reason') === row.reason),
                  onclick: () => address.set({reason: address.get('reason') === row.reason ? null : row.reason}),
                },
                el('span', {class: 'name code'}, row.reason),
                el('span', {class: 'number'}, f.count(row.rejects)),
                bar(row.rejects / most, 'warn'),
                el(
                  'span',
                  {class: 'detail muted'},
                  [
                    ...ofStream(row, stream => 'stream ' + stream),
                    row.column_name ? 'column ' + row.column_name : 'whole record',
                    f.count(row.open) + ' open',
                  ].join(' · '),
                ),
              ),
            ),
          ),
        ),
      );
    },
    table: answer =>
      table(
        'Rejects by reason',
        [
          {title: 'Reason', head: true, kind: 'code', value: row => row.reason},
          ...streamColumn(),
          {title: 'Column', value: row => row.column_name},
          {title: 'Rejects', number: true, value: row => f.count(row.rejects)},
          {title: 'Open', number: true, value: row => f.count(row.open)},
          {title: 'Files', number: true, value: row => f.count(row.files)},
          {title: 'Newest', value: row => f.dateTime(row.newest)},
        ],
        answer.rows,
      ),
  });
}

/** Makes line ends and other control characters visible, so that a reject shows what is in it. */
const visible = raw =>
  raw.replace(/[\u0000-\u001f\u007f]/g, character =>
    character === '\n'
      ? '↵\n'
      : character === '\t'
        ? '⇥\t'
        : String.fromCodePoint(character === '\u007f' ? 0x2421 : 0x2400 + character.charCodeAt(0)),
  );

function older(name, rows, page, cursor) {
  const button = (label, value, off) =>
    el(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'data-key': name + label,
        disabled: off,
        onclick: () => address.set({[name]: value}),
      },
      label,
    );
  return el(
    'div',
    {class: 'pages'},
    button('Newest', null, address.get(name) === null),
    button('Older', cursor, rows.length < page),
  );
}

function rejects() {
  const page = 10;
  const parameters = () => ({
    ...streams.parameter(),
    limit: page,
    ...(address.get('reason') ? {reason: address.get('reason')} : {}),
    ...(address.get('rejects') ? {before: address.get('rejects')} : {}),
  });
  return new Panel({
    title: 'Rejected records',
    name: 'rejects',
    wide: 8,
    parameters,
    csv: {limit: 10000},
    note: () =>
      streams.named(
        address.get('reason')
          ? 'Reason ' + address.get('reason') + ', newest first'
          : 'Newest first, with the line as it was delivered',
      ),
    empty: 'No rejected records.',
    draw: (answer, self) => {
      const last = answer.rows[answer.rows.length - 1];
      self.replace(
        el(
          'ul',
          {class: 'rejects', role: 'list'},
          ...answer.rows.map(row =>
            el(
              'li',
              {},
              el(
                'p',
                {},
                el('b', {class: 'code'}, row.reason),
                ' ',
                el('span', {class: 'code'}, (row.path ?? 'file ' + row.file_id) + ':' + row.line),
                el(
                  'span',
                  {class: 'muted'},
                  ofStream(row, stream => ' · stream ' + stream).join('') +
                    ' · ' +
                    f.dateTime(row.rejected_at) +
                    (row.resolution ? ' · ' + row.resolution : ''),
                ),
              ),
              el('p', {}, row.message),
              el(
                'pre',
                {
                  tabindex: 0,
                  role: 'region',
                  'aria-label': 'Line ' + row.line + ' of ' + (row.path ?? 'file ' + row.file_id),
                },
                visible(row.raw),
                row.byte_length > 2000
                  ? el('span', {class: 'muted'}, '\n… ' + f.bytes(row.byte_length) + ' in all')
                  : null,
              ),
            ),
          ),
        ),
        older('rejects', answer.rows, page, last.file_id + '.' + last.byte_offset),
      );
    },
    table: answer =>
      table(
        'Rejected records',
        [
          {
            title: 'File and line',
            head: true,
            kind: 'code',
            value: row => (row.path ?? 'file ' + row.file_id) + ':' + row.line,
          },
          ...streamColumn(),
          {title: 'Reason', kind: 'code', value: row => row.reason},
          {title: 'Column', value: row => row.column_name},
          {title: 'Message', kind: 'wide', value: row => row.message},
          {title: 'Rejected', value: row => f.dateTime(row.rejected_at)},
          {title: 'State', value: row => row.resolution ?? 'open'},
        ],
        answer.rows,
      ),
  });
}

function files() {
  const page = 15;
  const state = el(
    'select',
    {
      class: 'quiet',
      'aria-label': 'State of the files',
      onchange: () => address.set({state: state.value || null, files: null}),
    },
    ...[
      ['', 'All files'],
      ['loaded', 'Still to be moved'],
      ['archived', 'Archived'],
      ['quarantined', 'Quarantined'],
      ['missing', 'Missing'],
    ].map(([value, label]) => el('option', {value}, label)),
  );
  const sync = () => {
    state.value = address.get('state') || '';
  };
  sync();
  address.onChange(sync);
  const number = name => ({
    title: name,
    number: true,
    kind: name === 'rejected' ? 'warn-if' : '',
    value: row => (row[name] === 0 ? el('span', {class: 'zero'}, '0') : f.count(row[name])),
  });
  return new Panel({
    title: 'Ledger of files',
    name: 'files',
    wide: 12,
    controls: [state],
    parameters: () => ({
      ...streams.parameter(),
      limit: page,
      ...(address.get('state') ? {state: address.get('state')} : {}),
      ...(address.get('files') ? {before: address.get('files')} : {}),
    }),
    csv: {limit: 10000},
    note: () =>
      streams.named('Newest first: each delivery and what became of each of its records'),
    empty: () =>
      el(
        'p',
        {class: 'empty'},
        address.get('state')
          ? 'No files of this state.'
          : 'No files yet: CSV files that land in the input folder appear here.',
      ),
    draw: (answer, self) =>
      self.replace(
        table(
          'Ledger of files',
          [
            {
              title: 'File',
              head: true,
              kind: 'code',
              value: row => el('span', {title: row.archive_path ?? ''}, row.path),
            },
            ...streamColumn(),
            {
              title: 'State',
              value: row =>
                el(
                  'span',
                  {class: 'state ' + row.state, title: row.first_error ?? ''},
                  row.replay_of ? 'replay of ' + row.replay_of : row.state,
                ),
            },
            {title: 'read', number: true, value: row => f.count(row.records_read)},
            ...Object.keys(COUNTS).map(number),
            {title: 'Lag', number: true, value: row => f.duration(row.lag_seconds)},
            {title: 'Size', number: true, value: row => f.bytes(row.size_bytes)},
            {title: 'Visible', value: row => f.dateTime(row.committed_at)},
            {title: 'First error', kind: 'wide', value: row => row.first_error ?? ''},
          ],
          answer.rows,
        ),
        older('files', answer.rows, page, String(answer.rows[answer.rows.length - 1].file_id)),
      ),
  });
}
