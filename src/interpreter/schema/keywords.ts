/**
 * The keywords of JSON Schema 2020-12 that definitions may use, and what each one takes. Owns the table; the check
 * and the rewriting walk schemas by it.
 */
export type KeywordKind =
  | 'schema'
  | 'schemas'
  | 'schema-map'
  | 'string'
  | 'pattern'
  | 'ref'
  | 'format'
  | 'type'
  | 'number'
  | 'count'
  | 'boolean'
  | 'names'
  | 'name-map'
  | 'values'
  | 'any';

export const keywords: ReadonlyMap<string, KeywordKind> = new Map<string, KeywordKind>([
  ['type', 'type'],
  ['enum', 'values'],
  ['const', 'any'],
  ['title', 'string'],
  ['description', 'string'],
  ['default', 'any'],
  ['examples', 'values'],
  ['deprecated', 'boolean'],
  ['readOnly', 'boolean'],
  ['writeOnly', 'boolean'],
  ['$schema', 'string'],
  ['$id', 'string'],
  ['$comment', 'string'],
  ['$ref', 'ref'],
  ['$defs', 'schema-map'],
  ['definitions', 'schema-map'],
  ['allOf', 'schemas'],
  ['anyOf', 'schemas'],
  ['oneOf', 'schemas'],
  ['not', 'schema'],
  ['if', 'schema'],
  ['then', 'schema'],
  ['else', 'schema'],
  ['properties', 'schema-map'],
  ['patternProperties', 'schema-map'],
  ['additionalProperties', 'schema'],
  ['unevaluatedProperties', 'schema'],
  ['propertyNames', 'schema'],
  ['required', 'names'],
  ['minProperties', 'count'],
  ['maxProperties', 'count'],
  ['dependentRequired', 'name-map'],
  ['dependentSchemas', 'schema-map'],
  ['items', 'schema'],
  ['prefixItems', 'schemas'],
  ['unevaluatedItems', 'schema'],
  ['contains', 'schema'],
  ['minContains', 'count'],
  ['maxContains', 'count'],
  ['minItems', 'count'],
  ['maxItems', 'count'],
  ['uniqueItems', 'boolean'],
  ['minimum', 'number'],
  ['maximum', 'number'],
  ['exclusiveMinimum', 'number'],
  ['exclusiveMaximum', 'number'],
  ['multipleOf', 'number'],
  ['minLength', 'count'],
  ['maxLength', 'count'],
  ['pattern', 'pattern'],
  ['format', 'format'],
  ['contentEncoding', 'string'],
  ['contentMediaType', 'string'],
]);

/** What older drafts and other dialects call it. */
export const otherwise: Readonly<Record<string, string>> = {
  additionalItems: 'Use items beside prefixItems.',
  dependencies: 'Use dependentRequired or dependentSchemas.',
  nullable: 'Use type: [string, "null"].',
  optional: 'A field is optional unless required names it.',
  id: 'Use $id.',
  $dynamicRef: 'Only $ref to a place in the same schema works here.',
  $recursiveRef: 'Only $ref to a place in the same schema works here.',
  $anchor: 'Refer to the place: $ref: "#/$defs/name".',
  example: 'Use examples, a list.',
};

export const types: readonly string[] = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'];

/** Formats that are checked, each in linear time. */
export const formats: readonly string[] = [
  'date',
  'time',
  'date-time',
  'duration',
  'uri',
  'uri-reference',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
  'json-pointer',
];

/** Formats that are accepted and, as the standard allows, not checked. */
export const unchecked: readonly string[] = [
  'regex',
  'password',
  'byte',
  'binary',
  'iri',
  'idn-email',
  'int32',
  'int64',
  'float',
  'double',
];
