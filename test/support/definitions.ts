/** Small definitions for tests of the API and the command line. */
export const askYaml = `ostinato: 1
name: ask-somebody
title: Ask somebody
description: Asks one question.
input:
  type: object
  required: [topic]
  additionalProperties: false
  properties:
    topic: { type: string }
    count: { type: integer, default: 3 }
nodes:
  ask:
    human: Go on with \${ input.topic }?
    outcomes: [go, stop]
    deadline: { after: 2d, outcome: stop }
  gone: { after: ask.go, let: { text: "\${ input.topic }" } }
  stopped: { after: ask.stop, let: { text: none } }
output: \${ nodes.ask.outcome }
`;

export const tinyYaml = `ostinato: 1
name: tiny
nodes:
  greet:
    let: { text: Hello }
`;

/** `aftr` is no key of a node. */
export const faultyYaml = `ostinato: 1
name: faulty
nodes:
  greet:
    let: { text: Hello }
    aftr: other
`;
