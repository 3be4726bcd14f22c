// Asks the server, and says what went wrong in one line. Knows nothing about the page.

import { plainly } from "./plainly.js";

const PATIENCE = 500; // milliseconds between a broken line and asking whether anybody is there

export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status; // 0: the server is gone
  }
}

async function ask(method, address, body) {
  let answer;
  try {
    answer = await fetch(address, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: body === undefined ? {} : { "content-type": "application/json" },
    });
  } catch {
    throw new Refused("The studio's server does not answer.", 0);
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(plainly(told.error || `The server answered ${answer.status}.`), answer.status);
  return told;
}

async function stands(handlers) {
  try {
    await get("/api/standing");
  } catch {
    handlers.gone?.();
  }
}

export const get = (address) => ask("GET", address);
export const post = (address, body) => ask("POST", address, body ?? {});
export const remove = (address) => ask("DELETE", address);

// Calls handlers[kind](data) for every piece of news; handlers.gone() and handlers.back() tell of
// the line to the server.
export function listen(handlers) {
  const source = new EventSource("/api/news");
  for (const kind of ["standing", "job", "view", "proxy", "bye"]) {
    source.addEventListener(kind, (event) => {
      if (kind === "bye") source.close();
      handlers[kind]?.(JSON.parse(event.data));
    });
  }
  // A line that broke is mended by the browser; only a server that answers nothing is gone.
  source.addEventListener("error", () => setTimeout(() => stands(handlers), PATIENCE));
  source.addEventListener("open", () => handlers.back?.());
  return source;
}
