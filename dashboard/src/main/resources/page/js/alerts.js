// Alerts: what is wrong now, what was, and what each rule says. Nothing of this shows where nobody asked for alerts.

import {ask} from './api.js';
import {el, table} from './dom.js';
import * as f from './format.js';
import {Panel} from './panel.js';

const WORDS = {alert: 'alert', fine: 'all is well', unknown: 'not judged'};
const MOST_ON_TOP = 3;

/** top: the list above the numbers; section: where the panels are; grid: its place for them. */
export function alerts(top, section, grid) {
  const open = openPanel();
  const rules = rulesPanel();
  grid.append(open.element, rules.element);
  let shown = '';
  return {
    async refresh(signal) {
      try {
        const view = await ask('alerts', {}, signal);
        section.hidden = !view.rules;
        if (view.rules) {
          // A screen reader would read the same words aloud again.
          const now = JSON.stringify(view.open.map(alert => [alert.rule, alert.subject, alert.since]));
          if (now !== shown) {
            shown = now;
            showOnTop(top, view.open);
          }
          open.view = view;
          open.say([...view.open, ...view.ended]);
          rules.view = view;
          rules.say(view.rules);
        }
        return true;
      } catch {
        return false;
      }
    },
  };
}

function showOnTop(top, open) {
  const more = open.length - MOST_ON_TOP;
  const link = el('a', {href: '#alerts'}, more > 0 ? more + ' more, and all about it' : 'All about it');
  top.replaceChildren(
    ...open
      .slice(0, MOST_ON_TOP)
      .map(alert => el('p', {}, el('strong', {}, 'Alert ' + name(alert)), ' ', alert.text)),
    el('p', {}, link),
  );
  top.hidden = open.length === 0;
}

const state = (kind, word) => el('span', {class: 'state ' + kind}, word);

const name = alert => alert.rule + (alert.subject ? ' (' + alert.subject + ')' : '');

function openPanel() {
  const panel = new Panel({
    title: 'Alerts now, and the last that are over',
    name: 'alerts',
    wide: 12,
    asked: false,
    note: () => sending(panel.view),
    empty: 'There is no alert, and there was none.',
    draw: (answer, self) =>
      self.replace(
        table(
          'Alerts',
          [
            {title: 'Rule', head: true, kind: 'code', value: row => row.rule},
            {title: 'State', value: row => (row.until ? state('fine', 'over') : state('alert', WORDS.alert))},
            {title: 'What', kind: 'wide', value: row => row.text},
            {title: 'Of', kind: 'code wide', value: row => row.subject || null},
            {title: 'Since', value: row => f.dateTime(row.since)},
            {title: 'Until', value: row => row.until && f.dateTime(row.until)},
          ],
          answer.rows,
        ),
      ),
  });
  return panel;
}

/** What becomes of the notices. */
function sending(view) {
  const {notices} = view;
  const parts = [];
  if (view.problem) {
    parts.push(view.problem);
  }
  if (!view.judges && !view.problem) {
    parts.push('Another process looks at the rules and sends; this one shows what that has found.');
  }
  if (notices.form === null) {
    parts.push('No webhook is set: alerts are told here only.');
  } else if (notices.problem) {
    parts.push(f.count(notices.waiting) + ' notices wait: ' + notices.problem + '.');
  } else if (notices.held) {
    const most = f.count(notices.at_most);
    parts.push(f.count(notices.held) + ' notices are held back, since at most ' + most + ' an hour are sent.');
  } else {
    parts.push(notices.waiting ? f.count(notices.waiting) + ' notices are being sent.' : 'All notices are sent.');
  }
  return parts.join(' ');
}

function rulesPanel() {
  return new Panel({
    title: 'Rules',
    name: 'alert-rules',
    wide: 12,
    asked: false,
    note: () => 'What each rule says now. One that is not judged says nothing rather than something wrong.',
    empty: 'There are no rules.',
    draw: (answer, self) =>
      self.replace(
        table(
          'Rules of alerts',
          [
            {title: 'Rule', head: true, kind: 'code', value: row => row.rule},
            {title: 'State', value: row => state(row.state, WORDS[row.state])},
            {title: 'Says', kind: 'wide', value: row => row.why.join(' ') || (row.at ? null : 'Not looked at yet.')},
            {title: 'Looks for', kind: 'wide', value: row => row.says},
            {title: 'Looked at', value: row => row.at && f.dateTime(row.at)},
          ],
          answer.rows,
        ),
      ),
  });
}
