/**
 * Words of other systems for the keys inside of a value, where they mean something else than at a node. Owns the lists
 * and the hints.
 */
const inside: Readonly<Record<string, readonly (readonly [hint: string, words: string])[]>> = {
  retry: [
    [
      'Attempts are `retry: { attempts: 3 }`.',
      'maxattempts maximumattempts maxretries retries count times limit max',
    ],
    [
      'The first pause is `backoff: 10s`.',
      'delay interval initialinterval initialdelay wait sleep backoffseconds intervalseconds minbackoff',
    ],
    ['How pauses grow is `factor: 2`.', 'multiplier backoffcoefficient backoffrate exponential coefficient'],
    ['The longest pause is `max: 1m`.', 'maxdelay maxinterval maximuminterval maxbackoff cap'],
    ['The time of one attempt is `attemptTimeout: 1m`.', 'timeout starttoclose attempttime timeoutseconds'],
    [
      'What is tried again is `on: [type]`, what is not `not: [type]`.',
      'errors retryon errorequals nonretryable if when',
    ],
  ],
  deadline: [
    ['How long people have is `after: 2d`.', 'in duration timeout within seconds hours days'],
    [
      'What holds when nobody answers is `outcome: name`, with an `output` where the form needs one.',
      'default action ontimeout then fallback result',
    ],
    ['Reminders are `remind: 1d`, or a list of durations.', 'reminder reminders notify'],
    ['Others are asked by `escalate: { after: 1d, to: [role:boss] }`.', 'escalation escalateto'],
  ],
  after: [
    ['The source is `node: name`.', 'name id step task from source job'],
    ['A condition of an edge is `when: expression`.', 'if condition guard'],
    [
      'Which result leads on is said by `on`, which choice by `outcome`.',
      'status state result event choice case',
    ],
    ['A way back has a bound: `again: 5`.', 'max times limit loop repeat back'],
  ],
  agent: [
    ['The model is `model: provider/name`.', 'name llm provider engine modelname'],
    ['What is told first is `instructions: text`.', 'system systemprompt role persona backstory description'],
    ['How often it may call tools is `maxTurns: 20`.', 'maxsteps maxiterations iterations maxtoolcalls'],
  ],
  repeat: [
    ['How often at most is `max: 100`.', 'times count limit maxiterations maxattempts iterations'],
    [
      'Turns end by `until: condition`, or go on by `while: condition`.',
      'condition if when stop stopwhen exit',
    ],
    ['What is done in each turn stands beside it, under `nodes:`.', 'nodes do steps body'],
    ['A pause between turns is a node in it: `pause: { wait: 10m }`.', 'delay interval every sleep wait'],
  ],
  limits: [
    ['The time of the whole run is `timeout: 7d`.', 'time duration maxduration deadline'],
    ['How much runs at once is `parallel: 20`.', 'concurrency maxparallel parallelism maxconcurrency'],
  ],
};

const hints: ReadonlyMap<string, string> = new Map(
  Object.entries(inside).flatMap(([key, groups]) =>
    groups.flatMap(([hint, words]) => words.split(' ').map((word) => [`${key} ${word}`, hint] as const)),
  ),
);

/** The hint for a word inside of the value of `key`, or nothing. */
export function hintForWordInside(key: string, word: string): string | undefined {
  return hints.get(`${key} ${word.toLowerCase().replaceAll(/[-_]/g, '')}`);
}
