// Numbers and times for people. One locale, so that a screenshot reads the same everywhere.

const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const parts = new Intl.NumberFormat('en', {maximumFractionDigits: 3});
const short = new Intl.NumberFormat('en', {notation: 'compact', maximumFractionDigits: 1});
const percent = new Intl.NumberFormat('en', {style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1});
const change = new Intl.NumberFormat('en', {style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero'});
const tenths = new Intl.NumberFormat('en', {minimumFractionDigits: 1, maximumFractionDigits: 1});

const formats = new Map();

function formatOf(currency, exact) {
  const key = (currency ?? '') + exact;
  if (!formats.has(key)) {
    const kind = currency ? {style: 'currency', currency} : {minimumFractionDigits: 2, maximumFractionDigits: 2};
    const {minimumFractionDigits} = new Intl.NumberFormat('en', kind).resolvedOptions();
    const digits = exact ? {minimumFractionDigits, maximumFractionDigits: 7} : {};
    formats.set(key, new Intl.NumberFormat('en', {...kind, ...digits}));
  }
  return formats.get(key);
}

const known = value => value !== null && value !== undefined;

export const count = value => (known(value) ? whole.format(value) : '–');
/** How many there are of a thing that also comes in parts: 1.4 m of cloth. */
export const amount = value => (known(value) ? parts.format(value) : '–');

/** In the currency's own digits: none of JPY, three of KWD. Two where nobody says the currency. */
export const money = (value, currency) => (known(value) ? formatOf(currency, false).format(value) : '–');
/** The same with all decimals that there are: the price of one piece may have more than its currency. */
export const price = (value, currency) => (known(value) ? formatOf(currency, true).format(value) : '–');
/** The name of a currency on the page; null is an event without one. */
export const currency = code => (code === null || code === '' ? 'no currency' : code);
export const compact = value => (known(value) ? short.format(value) : '–');
export const share = value => (known(value) ? percent.format(value) : '–');
export const rate = value => (known(value) ? tenths.format(value) : '–');
export const delta = value => change.format(value);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = value => String(value).padStart(2, '0');

export function day(moment) {
  const date = new Date(moment);
  return date.getUTCDate() + ' ' + MONTHS[date.getUTCMonth()];
}

export function month(moment) {
  const date = new Date(moment);
  return MONTHS[date.getUTCMonth()] + ' ' + date.getUTCFullYear();
}

export function clock(moment) {
  const date = new Date(moment);
  return two(date.getUTCHours()) + ':' + two(date.getUTCMinutes());
}

export function seconds(moment) {
  return clock(moment) + ':' + two(new Date(moment).getUTCSeconds());
}

export function dateTime(moment) {
  return moment ? day(moment) + ', ' + seconds(moment) : '–';
}

export function full(moment) {
  return moment
    ? new Date(moment)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z/, '')
    : '–';
}

/** A length of time from seconds: 0.4 s, 12 s, 3 min, 5 h, 2 d. */
export function duration(value) {
  if (!known(value)) {
    return '–';
  }
  const length = Math.max(0, Number(value));
  if (length < 10) {
    return tenths.format(length) + ' s';
  }
  if (length < 120) {
    return Math.round(length) + ' s';
  }
  if (length < 7200) {
    return Math.round(length / 60) + ' min';
  }
  return length < 172800 ? Math.round(length / 3600) + ' h' : Math.round(length / 86400) + ' d';
}

export function bytes(value) {
  if (value < 1000) {
    return whole.format(value) + ' B';
  }
  return value < 1e6
    ? tenths.format(value / 1e3) + ' kB'
    : value < 1e9
      ? tenths.format(value / 1e6) + ' MB'
      : tenths.format(value / 1e9) + ' GB';
}

const LENGTHS = {'1m': 60, '5m': 300, '15m': 900, '1h': 3600, '1d': 86400, '7d': 604800};

export const EACH = {
  '1m': 'by minute',
  '5m': 'by 5 minutes',
  '15m': 'by 15 minutes',
  '1h': 'by hour',
  '1d': 'by day',
  '7d': 'by week',
};

export const bucketSeconds = bucket => LENGTHS[bucket];

/** The label of the bar that begins at this moment. */
export function bucketName(moment, bucket, withDay) {
  if (bucket === '1d') {
    return day(moment);
  }
  if (bucket === '7d') {
    return 'week of ' + day(moment);
  }
  return (withDay ? day(moment) + ' ' : '') + clock(moment);
}

export function bucketSpan(moment, bucket) {
  const end = new Date(Date.parse(moment) + LENGTHS[bucket] * 1000);
  return bucket === '1d'
    ? day(moment)
    : bucket === '7d'
      ? day(moment) + ' to ' + day(end - 1)
      : day(moment) + ', ' + clock(moment) + '–' + clock(end);
}

/** From one moment to another; what both share is written once. */
export function span(since, until) {
  const end = new Date(Date.parse(until));
  return day(since) === day(end)
    ? day(since) + ', ' + clock(since) + '–' + clock(end)
    : day(since) + ' ' + clock(since) + ' – ' + day(end) + ' ' + clock(end);
}

/** The whole days (UTC) that a range touches. */
export function days(since, until) {
  const first = day(since);
  const last = day(Date.parse(until) - 1);
  return first === last ? first : first + ' – ' + last;
}

/** The name of a category on the page; null is an event without one. */
export const category = name => (name === null || name === '' ? 'no category' : name);
