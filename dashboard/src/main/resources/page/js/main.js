// The page: filters, freshness, and when to ask again.

import {alerts} from './alerts.js';
import * as address from './address.js';
import {ask} from './api.js';
import {redrawAll} from './chart.js';
import {el} from './dom.js';
import * as f from './format.js';
import {intake} from './intake.js';
import * as live from './live.js';
import {sales} from './sales.js';
import {users} from './users.js';

const EVERY_MS = 10000;
const LEAST_MS = 1000;
const byId = id => document.getElementById(id);

const sections = [
  sales(byId('kpis'), byId('sales-panels')),
  users(byId('active'), byId('users-panels')),
  intake(byId('intake-tiles'), byId('intake-panels')),
  alerts(byId('alerts-now'), byId('alerts'), byId('alerts-panels')),
];
document.documentElement.dataset.built = 'true';

let updatedAt = 0;
let askedAt = 0;
let shownBatch = null;
let running = null;
let again = false;

/** Asks for everything again. If that is already running, it is done once more afterwards. */
async function refresh() {
  if (running) {
    again = true;
    return;
  }
  askedAt = Date.now();
  const batch = live.pulse?.batch ?? null;
  running = new AbortController();
  const {signal} = running;
  const results = await Promise.all([
    ...sections.map(section => section.refresh(signal)),
    categories(signal),
    currencies(signal),
  ]);
  if (!signal.aborted) {
    running = null;
    if (results.every(Boolean)) {
      updatedAt = Date.now();
      shownBatch = batch;
    }
    age();
    document.documentElement.dataset.ready = 'true';
    if (again) {
      again = false;
      // From question to question, and not from the last answer on: slow panels must not make the tiles wait.
      setTimeout(refresh, Math.max(0, LEAST_MS - (Date.now() - askedAt)));
    }
  }
}

/** The filters changed: drops the questions that are under way and asks new ones. */
function restart() {
  running?.abort();
  running = null;
  again = false;
  syncFilters();
  refresh();
}

async function categories(signal) {
  try {
    const answer = await ask('categories', address.paid(address.range()), signal);
    byId('span').textContent = f.span(answer.since, answer.until) + ' UTC';
    const names = answer.rows.map(row => row.category ?? '');
    const chosen = address.get('category');
    const options = [...new Set(chosen === null ? names : [...names, chosen])].sort((a, b) => a.localeCompare(b, 'en'));
    const select = byId('category');
    if (document.activeElement !== select) {
      select.replaceChildren(
        el('option', {value: '*'}, 'All'),
        ...options.map(name => el('option', {value: '=' + name}, f.category(name))),
      );
      select.value = chosen === null ? '*' : '=' + chosen;
    }
    return true;
  } catch {
    return false;
  }
}

/** With one currency there is no choice, and nothing of this shows. Without a choice it is the one with most orders. */
async function currencies(signal) {
  try {
    const answer = await ask('currencies', {}, signal);
    const codes = answer.rows.map(row => row.currency ?? '');
    const chosen = address.get('currency');
    const options = chosen === null || codes.includes(chosen) ? codes : [...codes, chosen];
    byId('currencies').hidden = options.length < 2;
    const select = byId('currency');
    if (document.activeElement !== select) {
      select.replaceChildren(...options.map(code => el('option', {value: code}, f.currency(code))));
      select.value = chosen ?? codes[0] ?? '';
    }
    return true;
  } catch {
    return false;
  }
}

// Filters

const form = byId('filters');

function syncFilters() {
  const own = address.get('from') && address.get('to');
  form.range.value = own ? 'own' : address.get('range') || '24h';
  byId('dates').hidden = !own;
  if (own) {
    form.from.value = address.get('from').slice(0, 16);
    form.to.value = address.get('to').slice(0, 16);
  }
  form.currency.value = address.get('currency') ?? form.currency.options[0]?.value ?? '';
  const chosen = address.get('category');
  form.category.value = chosen === null ? '*' : '=' + chosen;
}

form.addEventListener('change', event => {
  if (event.target.name === 'range' && event.target.value === 'own') {
    byId('dates').hidden = false;
    const now = new Date(Math.floor(Date.now() / 60000) * 60000);
    form.to.value ||= now.toISOString().slice(0, 16);
    form.from.value ||= new Date(now - 86400000).toISOString().slice(0, 16);
    form.from.focus();
  } else if (event.target.name === 'range') {
    address.set({range: event.target.value === '24h' ? null : event.target.value, from: null, to: null, bucket: null});
  } else if (event.target.name === 'category') {
    address.set({category: event.target.value === '*' ? null : event.target.value.slice(1)});
  } else if (event.target.name === 'currency') {
    address.set({currency: event.target.value === event.target.options[0].value ? null : event.target.value});
  }
});

form.addEventListener('submit', event => {
  event.preventDefault();
  if (form.from.value && form.to.value) {
    address.set({
      from: form.from.value.slice(0, 16) + ':00Z',
      to: form.to.value.slice(0, 16) + ':00Z',
      range: null,
      bucket: null,
    });
  }
});

address.onChange(restart);

// Freshness

const WORDS = {
  live: 'Live',
  stale: 'Stale',
  database_down: 'No database',
  disconnected: 'Disconnected',
  connecting: 'Connecting',
};

function age() {
  const parts = [];
  if (updatedAt) {
    parts.push('updated ' + f.duration((Date.now() - updatedAt) / 1000).replace(/\.\d/, '') + ' ago');
  }
  const [newest] = (live.pulse?.streams ?? [])
    .filter(stream => stream.last_committed_at)
    .sort((a, b) => Date.parse(b.last_committed_at) - Date.parse(a.last_committed_at));
  if (live.connected && newest) {
    // The age by the database's clock, plus the time since this page heard of it. So no two clocks are compared.
    const old =
      (Date.parse(newest.checked_at) - Date.parse(newest.last_committed_at) + Date.now() - live.heardAt) / 1000;
    parts.push('last batch ' + f.duration(old).replace(/\.\d/, '') + ' ago');
  }
  byId('live-age').textContent = parts.join(' · ');
}

live.onPulse((pulse, connected) => {
  const now = connected ? pulse.state : 'disconnected';
  byId('live').dataset.state = now;
  document.documentElement.dataset.state = now;
  byId('live-word').textContent = WORDS[now];
  const banner = byId('banner');
  const text =
    now === 'live'
      ? ''
      : now === 'disconnected'
        ? 'No connection to the dashboard. The numbers are those of the last update; trying again.'
        : now === 'database_down'
          ? pulse.reason + ' The numbers are those of the last update; trying again.'
          : pulse.reason;
  // A screen reader would read the same words aloud again.
  if (banner.textContent !== text) {
    banner.textContent = text;
  }
  banner.hidden = !text;
  banner.dataset.state = now;
  banner.dataset.red = String(now === 'stale' && pulse.streams.some(stream => stream.red));
  age();
  const changed = connected && pulse.state !== 'database_down' && pulse.batch !== shownBatch;
  if (changed && !document.hidden && Date.now() - askedAt >= LEAST_MS) {
    refresh();
  } else if (changed && !document.hidden) {
    again = again || Boolean(running);
  }
});

setInterval(() => {
  age();
  if (!document.hidden && live.connected && live.pulse.state !== 'database_down') {
    const behind = live.pulse.batch !== shownBatch;
    if (Date.now() - askedAt >= (behind ? LEAST_MS : EVERY_MS)) {
      refresh();
    }
  }
}, 500);

document.addEventListener('visibilitychange', () => !document.hidden && Date.now() - askedAt > LEAST_MS && refresh());
byId('refresh').addEventListener('click', refresh);

// Theme

const THEMES = [
  ['', 'Auto', 'as the system'],
  ['light', 'Light', 'light'],
  ['dark', 'Dark', 'dark'],
];

function showTheme() {
  const [, label, spoken] = THEMES.find(([name]) => name === (document.documentElement.dataset.theme || ''));
  byId('theme').textContent = label;
  byId('theme').setAttribute('aria-label', 'Colour theme: ' + spoken);
  redrawAll();
}

byId('theme').addEventListener('click', () => {
  const at = THEMES.findIndex(([name]) => name === (document.documentElement.dataset.theme || ''));
  const [next] = THEMES[(at + 1) % THEMES.length];
  if (next) {
    document.documentElement.dataset.theme = next;
    localStorage.setItem('theme', next);
  } else {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem('theme');
  }
  showTheme();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawAll);

syncFilters();
showTheme();
live.start();
refresh();
