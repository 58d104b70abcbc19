import { expect, it } from 'vitest';
import { unknownKeys } from '../../src/simulate/names.ts';
import { planOf } from './support.ts';

const plan = planOf(`
think: { agent: { model: compatible/m }, prompt: Think., tools: [data.echo] }
pack:
  do:
    label: { run: [x], compensate: { run: [y] } }
  finally: { run: [z] }
`);
const keys = (...names: string[]) =>
  unknownKeys({ fakes: Object.fromEntries(names.map((name) => [name, {}])) }, [plan]);

it('keys that mean a node, in whatever form, are known', () => {
  expect(
    keys(
      'think',
      'label',
      'pack/label',
      'pack#1/label#2',
      'pack/label/compensate',
      'pack/finally',
      'think/data.echo',
      'think#1/data.echo',
    ),
  ).toEqual([]);
});

it('others are told, with the nearest', () => {
  expect(keys('thnik', 'pack/lable', 'think/data.ech', 'data.echo')).toEqual([
    'fakes.thnik: there is no node `thnik`: did you mean `think`?',
    'fakes.pack/lable: there is no node `lable`: did you mean `label`?',
    'fakes.think/data.ech: there is no tool `data.ech`: did you mean `data.echo`?',
    'fakes.data.echo: there is no node `data.echo`',
  ]);
});

it('where graphs are made while the run goes on, any name may be there', () => {
  const makes = planOf('p: { plan: { graph: { a: { let: { x: 1 } } } } }');
  expect(unknownKeys({ fakes: { a: {} } }, [makes])).toEqual([]);
});
