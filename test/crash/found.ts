/** Seeds that have broken a promise once. Each is tried again by every `npm test`. */
export const found: readonly number[] = [];
