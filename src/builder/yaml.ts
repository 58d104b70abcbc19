/** Plain documents as YAML that people like to read. Owns the style: what is quoted, and what is a block of text. */
import { Document, isScalar, Scalar, visit } from 'yaml';
import type { Json } from '../interpreter/json.ts';

/** Reading it again gives the same value. */
export function toYaml(value: Json): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string') node.type = styleOf(node.value);
    },
    Pair(_, { key }) {
      if (isScalar(key) && typeof key.value === 'string')
        key.type = isPlain(key.value) ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function styleOf(text: string): Scalar.Type {
  if (isPlain(text)) return Scalar.PLAIN;
  return isBlock(text) ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
}

/** Words, with nothing in or around them that YAML, of any version, reads otherwise. */
function isPlain(text: string): boolean {
  return /^(?:\d+[smhd]|[A-Za-z][\w./-]*)(?: [\w./-]+)*$/.test(text) && !readOtherwise.test(text);
}

const readOtherwise = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

/** Lines of ordinary characters, the first of which begins with none that would be lost. */
function isBlock(text: string): boolean {
  return /^[^\s].*\n/.test(text) && /^[\x20-\x7e\u00a1-\ud7ff\n]*$/.test(text) && !/[ \t](?:\n|$)/.test(text);
}
