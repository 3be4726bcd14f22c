// Why a shot is worth what it is: asked of the server once for each state of the cut, and only
// when somebody stays with a shot.

import { get, Refused } from "./api.js";
import { desk } from "./desk.js";

const STAY = 90; // milliseconds
const MOST = 400;

let known = new Map();
let view = null;
let timer = 0;

// Calls `tell(told)` once it is known, unless another shot is asked for before; null where the
// server does not say.
export function reasonsOf(shot, tell) {
  clearTimeout(timer);
  if (view !== desk.view || known.size > MOST) known = new Map();
  view = desk.view;
  if (known.has(shot)) {
    tell(known.get(shot));
    return;
  }
  const asked = known;
  timer = setTimeout(async () => {
    try {
      const told = await get(`/api/shot/${shot}`);
      asked.set(shot, told);
      if (asked === known) tell(told);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      tell(null);
    }
  }, STAY);
}

export const forgetAsked = () => clearTimeout(timer);
