// What the server says of itself and of the pipeline, all the time; and whether it says anything at all.

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
    // A browser gives up on its own when a proxy answers with an error page.
    if (silent && source.readyState === EventSource.CLOSED) {
      open();
    }
  }, RETRY_MS);
}
