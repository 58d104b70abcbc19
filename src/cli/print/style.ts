/** Colour, where somebody looks at a terminal and has not set NO_COLOR. Owns which word has which colour. */
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

const styles: Readonly<Record<string, Style>> = {
  succeeded: 'green',
  failed: 'red',
  cancelled: 'yellow',
  waiting: 'yellow',
  running: 'cyan',
  error: 'red',
  warning: 'yellow',
};

/** A status or severity in its colour. */
export function coloured(word: string, text: string = word): string {
  const style = styles[word];
  return style === undefined ? text : paint(style, text);
}

export function dim(text: string): string {
  return paint('dim', text);
}

export function bold(text: string): string {
  return paint('bold', text);
}

function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}
