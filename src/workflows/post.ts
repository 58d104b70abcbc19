/**
 * What is on its way to the parts of maps. Owns how much that is at once: Temporal fails for ever the workflow task with
 * which more than 2,000 signals are on their way, and takes 4 MiB of it. The rest goes when something has arrived.
 */

const most = 500;
/** Characters of JSON. */
const mostCharacters = 1_000_000;

interface Letter {
  readonly told: unknown;
  readonly signal: () => Promise<void>;
}

export interface Post {
  /** Calls `signal` at once, or as soon as there is room; whether it arrives is nobody's concern. */
  send(told: unknown, signal: () => Promise<void>): void;
}

export function createPost(): Post {
  const waiting: Letter[] = [];
  let onTheirWay = 0;
  let characters = 0;
  const isFull = () => onTheirWay >= most || characters >= mostCharacters;
  const go = ({ told, signal }: Letter) => {
    const size = JSON.stringify(told).length;
    const arrived = () => {
      onTheirWay--;
      characters -= size;
      while (!isFull() && waiting.length > 0) for (const letter of waiting.splice(0, 1)) go(letter);
    };
    onTheirWay++;
    characters += size;
    signal().then(arrived, arrived);
  };
  return {
    send(told, signal) {
      if (isFull() || waiting.length > 0) waiting.push({ told, signal });
      else go({ told, signal });
    },
  };
}
