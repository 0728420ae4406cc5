// Questions to the dashboard's own server.

export class Refused extends Error {
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

export function address(panel, parameters = {}, suffix = '') {
  const query = new URLSearchParams(parameters).toString();
  return 'api/' + panel + suffix + (query ? '?' + query : '');
}

/** The answer of a panel. Throws Refused where the server says no, TypeError where there is no server. */
export async function ask(panel, parameters, signal) {
  const response = await fetch(address(panel, parameters), {signal, headers: {Accept: 'application/json'}});
  const body = await response.json();
  if (!response.ok) {
    throw new Refused(response.status, body.error || response.statusText);
  }
  return body;
}
