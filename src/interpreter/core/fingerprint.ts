/** A short print of a text, to tell texts apart. Owns the one function; it is no protection against whoever means harm. */

/** 2 × FNV-1a: 64 bits are plenty. */
export function fingerprint(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9dc5811c;
  for (let index = 0; index < text.length; index++) {
    a = Math.imul(a ^ text.charCodeAt(index), 0x01000193);
    b = Math.imul(b ^ (text.charCodeAt(index) + index), 0x01000193);
  }
  return `${(a >>> 0).toString(16)}.${(b >>> 0).toString(16)}.${text.length}`;
}
