/** Every kind as its page shows it: without a fault. */
import { describe, expect, it } from 'vitest';
import { compile, withNodes } from './support.ts';

const errors = (text: string): readonly string[] =>
  compile(text)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, path }) => `${code} ${path}`);

describe('examples', () => {
  it('every kind once', () => {
    const nodes = `fetch:   { tool: http.request, input: { method: GET, url: "https://api.example.com/orders/\${ input.id }" } }
size:    { let: { total: "\${ nodes.fetch.output.body.items.map(i, i.price).sum() }" } }
count:   { after: size, set: { orders: "\${ vars.orders + 1 }" } }
route:   { switch: { big: nodes.size.output.total > 1000, small: true } }
ask:     { after: route.big, human: "Approve \${ nodes.size.output.total }?", outcomes: [approve, reject], deadline: { after: 2d, outcome: reject } }
pack:
  after: [route.small, ask.approve]
  do:
    label: { run: [./label.sh, "\${ input.id }"], env: { LANG: C }, timeout: 30s }
    slip:  { run: [./slip.sh, "\${ input.id }"] }
  timeout: 5m
pause:   { after: pack, wait: 10m }
stop:    { after: ask.reject, fail: { type: rejected, title: Order rejected } }`;
    expect(errors(withNodes(nodes, 'vars: { orders: 0 }'))).toEqual([]);
  });
});
