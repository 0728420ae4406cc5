// The rows behind a bar of a chart.

import {address, ask} from './api.js';
import {el, table} from './dom.js';
import * as f from './format.js';

const dialog = document.getElementById('drill');
const body = document.getElementById('drill-body');
const SHOWN = 200;
const TYPES = {
  '': 'All',
  view: 'Views',
  click: 'Clicks',
  cart: 'Carts',
  remove: 'Removes',
  checkout: 'Checkouts',
  buy: 'Orders',
  refund: 'Refunds',
};
let asked = 0;

document.getElementById('drill-close').addEventListener('click', () => dialog.close());
dialog.addEventListener('click', event => event.target === dialog && dialog.close());

/** What the rows were opened from may have been drawn anew meanwhile: then the focus goes to what stands there now. */
let opener = null;
let place = null;

dialog.addEventListener('close', () => {
  if (place !== null && !opener.isConnected) {
    [...place.querySelectorAll('[data-key]')]
      .find(candidate => candidate.dataset.key === opener.dataset.key)
      ?.focus({preventScroll: true});
  }
});

/** parameters: from, to, and what else narrows the rows; category: null for all. */
export function openRows(title, parameters, category) {
  document.getElementById('drill-title').textContent = title + (category === null ? '' : ', ' + f.category(category));
  body.replaceChildren();
  opener = document.activeElement;
  place = opener.closest('.panel');
  show(category === null ? parameters : {...parameters, category}, '');
  dialog.showModal();
}

async function show(parameters, type) {
  const mine = ++asked;
  const narrowed = type ? {...parameters, type} : parameters;
  const focused = document.activeElement?.dataset?.key;
  const head = el(
    'div',
    {class: 'drill-tools'},
    el(
      'div',
      {class: 'segments', role: 'group', 'aria-label': 'Type of event'},
      ...Object.entries(TYPES).map(([value, label]) =>
        el(
          'button',
          {
            type: 'button',
            class: 'quiet',
            'data-key': 'type-' + value,
            'aria-pressed': String(value === type),
            onclick: () => show(parameters, value),
          },
          label,
        ),
      ),
    ),
    el(
      'a',
      {
        class: 'quiet',
        download: true,
        href: address('events', {...narrowed, limit: 10000}, '.csv'),
        'aria-label': 'Download these events as CSV',
      },
      'CSV',
    ),
  );
  const place = el('div', {class: 'drill-rows', 'aria-busy': 'true'}, el('p', {class: 'empty'}, 'Looking them up'));
  body.replaceChildren(head, place);
  [...head.querySelectorAll('[data-key]')].find(button => button.dataset.key === focused)?.focus();
  let content;
  try {
    const answer = await ask('events', {...narrowed, limit: SHOWN});
    content =
      answer.rows.length === 0
        ? [el('p', {class: 'empty'}, 'No events.')]
        : [rows(answer.rows), remark(answer.rows.length)];
  } catch (problem) {
    content = [el('p', {class: 'empty'}, problem.message)];
  }
  if (mine === asked) {
    place.setAttribute('aria-busy', 'false');
    place.replaceChildren(...content);
  }
}

const remark = shown =>
  el(
    'p',
    {class: 'note muted'},
    shown < SHOWN
      ? shown + (shown === 1 ? ' event.' : ' events.')
      : 'The newest ' + SHOWN + '; the CSV has up to 10,000.',
  );

const rows = found =>
  table(
    'Events',
    [
      {title: 'Time (UTC)', head: true, value: row => f.full(row.event_timestamp)},
      {title: 'Type', value: row => el('span', {class: 'type ' + row.event_type}, row.event_type)},
      {title: 'User', value: row => row.user_id ?? 'guest'},
      {title: 'Product', kind: 'wide', value: row => row.product_name ?? 'Product ' + row.product_id},
      {title: 'Category', value: row => f.category(row.category)},
      {title: 'Quantity', number: true, value: row => f.amount(row.quantity)},
      {title: 'Price', number: true, value: row => f.price(row.price, row.currency)},
      {title: 'Total', number: true, value: row => f.price(row.total_price, row.currency)},
      {title: 'File and line', kind: 'code', value: row => (row.source_path ?? 'unknown file') + ':' + row.source_line},
    ],
    found,
  );
