// The address holds what is shown: a link shows the same, and the back button works.

const listeners = [];

export function get(name) {
  return new URLSearchParams(location.search).get(name);
}

/** Sets parameters; null removes one. */
export function set(changes) {
  const parameters = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) {
      parameters.delete(name);
    } else {
      parameters.set(name, value);
    }
  }
  const text = parameters.toString();
  history.pushState(null, '', text ? '?' + text : location.pathname);
  listeners.forEach(listener => listener());
}

export function onChange(listener) {
  listeners.push(listener);
}

addEventListener('popstate', () => listeners.forEach(listener => listener()));

/** The time range, as the parameters of the API. */
export function range() {
  const from = get('from');
  const to = get('to');
  return from && to ? {from, to} : {range: get('range') || '24h'};
}

/** The parameters, with the currency where one was chosen: for what is about money. */
export function paid(parameters) {
  const currency = get('currency');
  return currency === null ? parameters : {...parameters, currency};
}

/** Range and category, as the parameters of the API. */
export function filters() {
  const category = get('category');
  return category === null ? range() : {...range(), category};
}
