// The frame that every panel has: title, what was counted, a table for those who cannot see a chart, CSV.

import {el} from './dom.js';
import {address, ask, Refused} from './api.js';
import {dateTime} from './format.js';

const text = value => (typeof value === 'function' ? value() : value);

/** A link without filters; a panel that has filters sets it again with each answer. */
export const csvLink = (title, name) =>
  el(
    'a',
    {class: 'quiet', download: true, href: address(name, {}, '.csv'), 'aria-label': 'Download ' + title + ' as CSV'},
    'CSV',
  );

/** Such a choice is not in the address: it is about its panel only, and changes no question. */
export function choice(label, options, changed) {
  return el(
    'select',
    {class: 'quiet', 'aria-label': label, onchange: event => changed(event.target.value)},
    ...Object.entries(options).map(([value, name]) => el('option', {value}, name)),
  );
}

/** Of when rows are that are counted behind the loads. */
export const countedAsOf = rows => {
  const moment = rows[0]?.counted_as_of;
  return rows.length === 0 ? '' : moment ? ' Counted as of ' + dateTime(moment) + '.' : ' Still being counted.';
};

/** The same of rows that are as of now, except in a large shop; behind a note without a full stop. */
export const unlessAsOfNow = rows => (rows[0]?.counted_as_of ? '.' + countedAsOf(rows) : '');

/**
 * parts: title, wide (columns of twelve), name (of the API), parameters(), draw(answer, body),
 * and if there is a chart: table(answer) and summary(answer); controls: elements for the head; empty: text;
 * rare: true where most shops have none of it: then it shows only with rows;
 * asked: false where it is told its rows and does not ask for them. The title may be a function.
 */
export class Panel {
  constructor(parts) {
    this.parts = parts;
    this.body = el('div', {class: 'body'});
    this.note = el('p', {class: 'note muted'});
    this.csv = parts.asked === false ? null : csvLink(text(parts.title), parts.name);
    this.title = el('h3', {id: 'panel-' + parts.name + '-title'}, text(parts.title));
    const id = 'panel-' + parts.name;
    this.element = el(
      'section',
      {class: 'panel w' + (parts.wide || 6), id, 'aria-labelledby': id + '-title', 'aria-busy': 'true'},
      el(
        'div',
        {class: 'head'},
        el('div', {class: 'title'}, this.title, this.note),
        el('div', {class: 'tools'}, ...(parts.controls || []), parts.table ? this.tableSwitch() : null, this.csv),
      ),
      this.body,
    );
    this.element.hidden = Boolean(parts.rare);
    this.asTable = false;
    this.answer = null;
  }

  tableSwitch() {
    this.switch = el(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'aria-pressed': 'false',
        'aria-label': 'Show ' + text(this.parts.title) + ' as a table',
        onclick: () => {
          this.asTable = !this.asTable;
          this.switch.setAttribute('aria-pressed', String(this.asTable));
          this.show();
        },
      },
      'Table',
    );
    return this.switch;
  }

  /** What it shows is about something else than what will be asked next: it goes at once. */
  forget() {
    this.answer = null;
    this.dispose();
    this.body.replaceChildren();
    this.note.textContent = '';
    this.element.setAttribute('aria-busy', 'true');
  }

  /** Shows rows that it did not ask for. */
  say(rows) {
    this.answer = {rows};
    this.show();
    this.element.setAttribute('aria-busy', 'false');
  }

  async refresh(signal) {
    const parameters = this.parts.parameters ? this.parts.parameters() : {};
    this.csv.href = address(this.parts.name, {...parameters, ...(this.parts.csv || {})}, '.csv');
    try {
      this.answer = await ask(this.parts.name, parameters, signal);
      this.show();
      return true;
    } catch (problem) {
      if (problem.name === 'AbortError') {
        return false;
      }
      this.refused(problem);
      return false;
    } finally {
      this.element.setAttribute('aria-busy', 'false');
    }
  }

  /** The last numbers stay on the page, and the head of the page says how old they are. */
  refused(problem) {
    const itsFault = problem instanceof Refused && (problem.status === 400 || problem.status === 504);
    if (this.answer === null || itsFault) {
      this.dispose();
      const why =
        problem instanceof Refused && problem.status === 504
          ? 'The database took too long. Try a shorter time range.'
          : problem instanceof Refused
            ? problem.message
            : 'No answer from the dashboard.';
      this.body.replaceChildren(el('p', {class: 'empty'}, why));
    }
  }

  show() {
    if (this.answer === null) {
      return;
    }
    const rows = this.answer.rows;
    this.title.textContent = text(this.parts.title);
    this.note.textContent = this.parts.note ? this.parts.note(this.answer) : '';
    const nothing = this.parts.isEmpty ? this.parts.isEmpty(rows) : rows.length === 0;
    if (this.parts.rare) {
      this.element.hidden = nothing;
    }
    if (nothing) {
      this.dispose();
      const {empty} = this.parts;
      this.replace(typeof empty === 'function' ? empty() : el('p', {class: 'empty'}, empty));
    } else if (this.asTable) {
      this.dispose();
      this.replace(this.parts.table(this.answer));
    } else {
      this.parts.draw(this.answer, this);
    }
  }

  /** Replaces the content, but keeps the focus and the scroll position. */
  replace(...children) {
    const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    const scrolled = this.body.querySelector('.scroll');
    const place = scrolled ? [scrolled.scrollLeft, scrolled.scrollTop, document.activeElement === scrolled] : null;
    this.body.replaceChildren(...children);
    const scroll = this.body.querySelector('.scroll');
    if (place && scroll) {
      [scroll.scrollLeft, scroll.scrollTop] = place;
      if (place[2]) {
        scroll.focus({preventScroll: true});
      }
    }
    if (focused !== undefined) {
      [...this.body.querySelectorAll('[data-key]')]
        .find(candidate => candidate.dataset.key === focused)
        ?.focus({preventScroll: true});
    }
  }

  /** The chart of this panel: made once, later only given new data. */
  chart(make) {
    if (!this.drawing) {
      const place = el('div', {class: 'chart', role: 'img'});
      this.body.replaceChildren(place);
      this.drawing = make(place);
      this.place = place;
    }
    this.place.setAttribute('aria-label', this.parts.summary(this.answer));
    return this.drawing;
  }

  dispose() {
    this.drawing?.dispose();
    this.drawing = null;
  }
}
