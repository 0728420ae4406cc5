// The event stream of the server: the state of the streams, and whether the server is heard at all.

const SILENCE_MS = 10000;
const RETRY_MS = 2000;
const listeners = [];
let source;

export let pulse = null;
export let connected = false;
export let heardAt = 0;

export function onPulse(listener) {
  listeners.push(listener);
}

function tell() {
  listeners.forEach(listener => listener(pulse, connected));
}

function lost() {
  if (connected || pulse === null) {
    connected = false;
    tell();
  }
}

function open() {
  source = new EventSource('api/live');
  source.addEventListener('pulse', event => {
    heardAt = Date.now();
    pulse = JSON.parse(event.data);
    connected = true;
    tell();
  });
  source.onerror = lost;
}

export function start() {
  open();
  setInterval(() => {
    const silent = Date.now() - heardAt > SILENCE_MS;
    if (silent) {
      lost();
    }
    // After an error answer (of a proxy, or where too many pages are open) a browser does not try again by itself.
    if (silent && source.readyState === EventSource.CLOSED) {
      open();
    }
  }, RETRY_MS);
}
