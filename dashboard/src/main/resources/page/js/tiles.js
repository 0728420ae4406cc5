// The numbers at the head of a section.

import {el, svg} from './dom.js';

/** value and details are text or nodes; kind is '', 'warn' or 'bad'. */
export function tile(key, label, value, details = [], kind = '', extra = null) {
  return el(
    'div',
    {class: 'tile ' + kind, id: 'tile-' + key},
    el('p', {class: 'label'}, label),
    el('p', {class: 'value'}, value),
    ...details.map(detail => el('p', {class: 'detail'}, ...[detail].flat())),
    extra,
  );
}

export function waiting(place, labels) {
  place.replaceChildren(...Object.entries(labels).map(([key, label]) => tile(key, label, '–')));
}

/** A small line of a number over time, without axes: the chart below has them. */
export function spark(values) {
  const top = Math.max(...values, 0);
  if (values.length < 2 || top <= 0) {
    return null;
  }
  const points = values.map(
    (value, place) => ((place * 100) / (values.length - 1)).toFixed(1) + ',' + (27 - (25 * value) / top).toFixed(1),
  );
  return svg(
    'svg',
    {class: 'spark', viewBox: '0 0 100 28', preserveAspectRatio: 'none', 'aria-hidden': 'true'},
    svg('polygon', {points: '0,28 ' + points.join(' ') + ' 100,28'}),
    svg('polyline', {points: points.join(' ')}),
  );
}

/** The buttons and links for the tiles of a section, beside its title. */
export function heading(tiles, ...tools) {
  const title = tiles.parentElement.querySelector('h2');
  const row = el('div', {class: 'head'});
  title.replaceWith(row);
  row.append(title, ...tools);
}
