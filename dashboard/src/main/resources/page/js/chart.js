// Charts in the colours of the page.

import {el} from './dom.js';

const charts = new Set();
const still = matchMedia('(prefers-reduced-motion: reduce)');

const colour = name =>
  getComputedStyle(document.documentElement)
    .getPropertyValue('--' + name)
    .trim();

/** Colours that stay apart for the colour blind: blue, orange, green, purple, yellow, and grey for the rest. */
export const series = place => colour('series-' + place);

/** Of a stacked bar: a line parts it from the next one, so that it takes no colours to see where it ends. */
export const segment = place => ({color: series(place), borderColor: colour('panel'), borderWidth: 1});

export function makeChart(place, onBar) {
  const chart = echarts.init(place, null, {renderer: 'canvas'});
  // In the next frame: a resize now would change the layout while the browser reports it.
  const watcher = new ResizeObserver(() => requestAnimationFrame(() => chart.isDisposed() || chart.resize()));
  watcher.observe(place);
  if (onBar) {
    // The whole column can be clicked: the bar of a weak hour is only a few pixels high.
    chart.getZr().on('click', event => {
      const at = [event.offsetX, event.offsetY];
      if (chart.containPixel('grid', at)) {
        onBar(chart.convertFromPixel({xAxisIndex: 0}, at[0]));
      }
    });
    chart
      .getZr()
      .on('mousemove', event =>
        chart
          .getZr()
          .setCursorStyle(chart.containPixel('grid', [event.offsetX, event.offsetY]) ? 'pointer' : 'default'),
      );
  }
  const made = {
    draw(options) {
      made.last = options;
      chart.setOption(themed(options()), {replaceMerge: ['series', 'legend']});
    },
    dispose() {
      watcher.disconnect();
      charts.delete(made);
      chart.dispose();
    },
  };
  charts.add(made);
  return made;
}

/** Draws all charts again, after a change of theme. */
export function redrawAll() {
  charts.forEach(chart => chart.last && chart.draw(chart.last));
}

/** A tooltip made of elements, so no text is parsed. lines: [[colour or null, name, value]] */
export function tip(title, lines, foot) {
  return el(
    'div',
    {class: 'tip'},
    el('strong', {}, title),
    ...lines.map(([mark, name, value]) => {
      const swatch = el('span', {class: 'swatch'});
      swatch.style.background = mark || 'transparent';
      return el('span', {class: 'line'}, swatch, el('span', {}, name), el('b', {}, value));
    }),
    foot ? el('span', {class: 'muted'}, foot) : null,
  );
}

const text = () => ({color: colour('muted'), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12});

export const axisOfNames = (names, interval) => ({
  type: 'category',
  data: names,
  axisTick: {show: false},
  axisLine: {lineStyle: {color: colour('line')}},
  axisLabel: {...text(), hideOverlap: true, interval},
  axisPointer: {show: true, type: 'shadow', label: {show: false}},
});

export const axisOfNumbers = format => ({
  type: 'value',
  splitNumber: 4,
  axisLabel: {...text(), formatter: format},
  splitLine: {lineStyle: {color: colour('line')}},
});

export const axisOfTime = format => ({
  type: 'time',
  axisLine: {lineStyle: {color: colour('line')}},
  axisTick: {show: false},
  splitLine: {show: false},
  axisLabel: {...text(), formatter: format, hideOverlap: true},
  splitNumber: 5,
});

export const legend = () => ({
  show: true,
  type: 'scroll',
  top: 0,
  left: 0,
  icon: 'roundRect',
  itemWidth: 12,
  itemHeight: 10,
  itemGap: 16,
  selectedMode: false,
  textStyle: {...text(), color: colour('text')},
  pageTextStyle: text(),
  pageIconColor: colour('text'),
  pageIconInactiveColor: colour('line'),
});

function themed(options) {
  return {
    animation: !still.matches,
    animationDuration: 250,
    animationDurationUpdate: 250,
    useUTC: true,
    grid: {left: 4, right: 8, top: options.legend ? 34 : 12, bottom: 2, containLabel: true},
    textStyle: text(),
    ...options,
    tooltip: {
      confine: true,
      className: 'tip-box',
      backgroundColor: colour('panel'),
      borderColor: colour('line'),
      padding: 0,
      textStyle: {color: colour('text')},
      transitionDuration: 0,
      ...options.tooltip,
    },
  };
}
