import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../../src/interpreter/json.ts';
import { validate } from '../../src/interpreter/schema.ts';
import { startApi } from '../support/api.ts';

describe('GET /schema/1.json', () => {
  it('gives the schema of the language with the tools of the server', async () => {
    const api = await startApi();
    const answer = await api.get('/schema/1.json');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/schema+json');
    // It is a schema, or the checks below fail.
    const schema = (typeof answer.body === 'string' ? JSON.parse(answer.body) : answer.body) as JsonObject;
    expect(validate(schema, parse('{ ostinato: 1, name: t, nodes: { a: { run: [x] } } }'))).toEqual([]);
    expect(validate(schema, parse('{ ostinato: 1, name: t, nodes: { a: { rum: [x] } } }'))).not.toEqual([]);
    expect(schema).toMatchObject({
      $defs: { 'key.tool': { examples: expect.arrayContaining(['test.echo']) } },
    });
  });
});
