// Makes elements and never parses HTML: what came from a file is only ever text.

/** el('td', {class: 'number'}, 'text', childElement) */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (value === true) {
      element.setAttribute(key, '');
    } else if (value !== undefined && value !== null && value !== false) {
      element.setAttribute(key, value);
    }
  }
  element.append(...children.filter(child => child !== undefined && child !== null));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** A bar of HTML: share is 0 to 1. */
export function bar(share, kind = '') {
  const fill = el('span', {class: 'fill ' + kind, hidden: !(share > 0)});
  fill.style.setProperty('--share', Math.max(0, Math.min(1, share || 0)));
  return el('span', {class: 'bar', 'aria-hidden': 'true'}, fill);
}

/** columns: [{title, value: row => text or node, number: true, head: true}] */
export function table(label, columns, rows) {
  const head = el(
    'tr',
    {},
    ...columns.map(column =>
      el(
        'th',
        {scope: 'col', class: column.number ? 'number' : '', 'aria-sort': column.sorted ? 'descending' : null},
        column.title,
      ),
    ),
  );
  const body = rows.map(row =>
    el(
      'tr',
      {},
      ...columns.map(column => {
        const name = column.head ? 'th' : 'td';
        const value = column.value(row);
        return el(
          name,
          {class: (column.number ? 'number ' : '') + (column.kind || ''), scope: column.head ? 'row' : null},
          value ?? '–',
        );
      }),
    ),
  );
  // Can have the focus, so that the keyboard can scroll a table that is wider than the panel.
  return el(
    'div',
    {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label + ', table'},
    el('table', {}, el('caption', {class: 'hidden'}, label), el('thead', {}, head), el('tbody', {}, ...body)),
  );
}
