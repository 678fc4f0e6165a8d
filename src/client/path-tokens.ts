/** XPath 1.0 section 3.7: the tokens of an expression, and the blanks between them. */
const TOKEN =
  /"[^"]*"|'[^']*'|\$?[\p{L}_][\p{L}\p{N}_.-]*(?::(?!:)(?:\*|[\p{L}_][\p{L}\p{N}_.-]*))?|\d+(?:\.\d*)?|\.\d+|\/\/|::|\.\.|[!<>]=|\s+|./gsu;

/** What is read one token after the other. Blanks go with the token behind them. */
export interface PathTokens {
  /** The next one, '' at the end. */
  peek(ahead?: number): string;
  /** As it is written, its blanks included. */
  take(): string;
}

export function pathTokens(path: string): PathTokens {
  const tokens: { blank: string; text: string }[] = [];
  let blank = '';
  for (const text of path.match(TOKEN) ?? []) {
    if (/^\s/.test(text)) blank += text;
    else {
      tokens.push({ blank, text });
      blank = '';
    }
  }
  let at = 0;
  return {
    peek: (ahead = 0) => tokens[at + ahead]?.text ?? '',
    take() {
      const token = tokens[at++];
      return token ? token.blank + token.text : '';
    },
  };
}
