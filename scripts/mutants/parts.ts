/** The parts that are mutated, and the tests of each that are fast enough to be asked about every mutant. */

export interface Part {
  readonly sources: readonly string[];
  readonly tests: readonly string[];
}

/** Random or large inputs, but for the reference: what they would find besides is not asked, so that the score is a lower bound. */
export const slowTests = [
  'test/**/*.server.test.ts',
  'test/interpreter/core/{properties,effort}.test.ts',
  'test/interpreter/front/**/*fuzz.test.ts',
  'test/interpreter/front/**/*.property.test.ts',
  'test/interpreter/front/{size,limits}.test.ts',
  'test/interpreter/front/bad-input/**',
  'test/interpreter/expression/{properties,limits}.test.ts',
];

export const parts: Readonly<Record<string, Part>> = {
  check: {
    sources: ['src/interpreter/front/{rules,graph,resolve}/**/*.ts', 'src/interpreter/expression/check*.ts'],
    tests: [
      'test/interpreter/front/**/*.test.ts',
      'test/interpreter/expression/*.test.ts',
      'test/language/fixtures.test.ts',
    ],
  },
  compile: {
    sources: ['src/interpreter/front/{compile,sugar}/**/*.ts', 'src/interpreter/expression/compile.ts'],
    tests: [
      'test/interpreter/front/{compile,sugar}/**/*.test.ts',
      'test/interpreter/front/made.test.ts',
      'test/interpreter/expression/*.test.ts',
    ],
  },
  transition: {
    sources: ['src/interpreter/core/**/*.ts'],
    tests: [
      'test/interpreter/core/**/*.test.ts',
      'test/language/fixtures.test.ts',
      'test/reference/agree.test.ts',
    ],
  },
};
