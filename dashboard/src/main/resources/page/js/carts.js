// Carts and refunds: what was put in and not bought, and what was given back.

import * as address from './address.js';
import {el, table} from './dom.js';
import * as f from './format.js';
import {choice, countedAsOf, Panel} from './panel.js';

export const cartPanels = () => [carts(), abandoned(), refunds()];

const sum = (rows, column) => rows.reduce((total, row) => total + Number(row[column]), 0);

const facts = pairs =>
  el('dl', {class: 'facts'}, ...pairs.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));

function carts() {
  return new Panel({
    title: 'Carts',
    name: 'carts',
    wide: 8,
    rare: true,
    parameters: () => address.paid(address.range()),
    note: answer =>
      'A cart is what a known user put in on one day (UTC). It is abandoned if nothing of it was bought by the end of' +
      ' the next day and something is left in it. All categories.' +
      countedAsOf(answer.rows),
    isEmpty: rows => rows.every(row => row.added + row.removed === 0),
    empty: 'No carts in this time.',
    draw: ({rows}, self) => {
      const closed = sum(rows, 'carts') - sum(rows, 'open_carts');
      self.replace(
        facts([
          ['Abandoned', closed ? f.share(sum(rows, 'abandoned_carts') / closed) : '–'],
          ['Left in them', f.money(sum(rows, 'abandoned_value'), rows[0].currency)],
          ['Bought', closed ? f.share(sum(rows, 'bought_carts') / closed) : '–'],
        ]),
        cartDays(rows.slice(-7)),
      );
    },
    table: answer => cartDays(answer.rows),
  });
}

const cartDays = rows =>
  table(
    'Carts',
    [
      {title: 'Day', head: true, value: row => f.day(row.day)},
      {title: 'Put in', number: true, value: row => f.count(row.added)},
      {title: 'Taken out', number: true, value: row => f.count(row.removed)},
      {title: 'Orders', number: true, value: row => f.count(row.orders)},
      {title: 'Carts', number: true, value: row => f.count(row.carts)},
      {title: 'Bought', number: true, value: row => f.count(row.bought_carts)},
      {title: 'Emptied', number: true, value: row => f.count(row.emptied_carts)},
      {title: 'Open', number: true, value: row => f.count(row.open_carts)},
      {title: 'Abandoned', number: true, value: row => f.count(row.abandoned_carts)},
      {title: 'Left in them', number: true, value: row => f.money(row.abandoned_value, row.currency)},
    ],
    [...rows].reverse(),
  );

function abandoned() {
  return new Panel({
    title: 'Left in abandoned carts',
    name: 'abandoned',
    wide: 4,
    rare: true,
    parameters: () => address.paid({...address.filters(), limit: 12}),
    csv: {limit: 10000},
    note: answer => 'Products by value, at the price at which they were put in last.' + countedAsOf(answer.rows),
    empty: 'Nothing is left in abandoned carts.',
    draw: (answer, self) =>
      self.replace(
        table(
          'Left in abandoned carts',
          [
            {title: 'Product', head: true, kind: 'wide', value: row => row.product_name ?? 'Product ' + row.product_id},
            {title: 'Carts', number: true, value: row => f.count(row.carts)},
            {title: 'Units', number: true, value: row => f.amount(row.quantity)},
            {title: 'Value', number: true, value: row => f.money(row.value, row.currency)},
          ],
          answer.rows,
        ),
      ),
  });
}

const GROUPS = {
  product: ['By product', 'Product', row => row.product_name ?? 'Product ' + row.product_id],
  category: ['By category', 'Category', row => f.category(row.category)],
  day: ['By day', 'Day', row => f.day(row.day)],
};

function refunds() {
  let chosen = 'product';
  const panel = new Panel({
    title: 'Refunds',
    name: 'refunds',
    wide: 12,
    rare: true,
    controls: [
      choice('Refunds by', Object.fromEntries(Object.entries(GROUPS).map(([key, [name]]) => [key, name])), value => {
        chosen = value;
        panel.show();
      }),
    ],
    parameters: () => address.paid({...address.filters(), limit: 12}),
    csv: {limit: 10000},
    note: answer =>
      'Whole days (UTC): ' +
      f.days(answer.since, answer.until) +
      '. Refunds and orders of the same time: which order a refund belongs to is not said.',
    empty: 'No refunds in this time.',
    draw: (answer, self) => {
      const days = answer.rows.filter(row => row.grouped_by === 'day');
      const [, title, named] = GROUPS[chosen];
      const [orders, revenue] = [sum(days, 'orders'), sum(days, 'revenue')];
      self.replace(
        facts([
          ['Refunds an order', orders ? f.share(sum(days, 'refunds') / orders) : '–'],
          ['Refunded', f.money(sum(days, 'refunded'), days[0].currency)],
          ['Of the revenue', revenue ? f.share(sum(days, 'refunded') / revenue) : '–'],
        ]),
        table(
          'Refunds',
          [
            {title, head: true, kind: 'wide', value: named},
            {title: 'Orders', number: true, value: row => f.count(row.orders)},
            {title: 'Refunds', number: true, value: row => f.count(row.refunds)},
            {title: 'Rate', number: true, value: row => f.share(row.refund_rate)},
            {title: 'Refunded', number: true, value: row => f.money(row.refunded, row.currency)},
            {title: 'Of revenue', number: true, value: row => f.share(row.refunded_share)},
          ],
          answer.rows.filter(row => row.grouped_by === chosen),
        ),
      );
    },
  });
  return panel;
}
