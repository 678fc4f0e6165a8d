import type { BrowserContext } from 'playwright-core';

/** A tab in which no app runs: it reads and writes the clipboard as any other program would. */
export interface Outside {
  write(text: string): Promise<void>;
  read(): Promise<string>;
}

export async function createOutside(context: BrowserContext): Promise<Outside> {
  const tab = await context.newPage();
  const blank = async (text: string): Promise<void> => {
    await tab.bringToFront();
    await tab.setContent('<textarea></textarea>');
    await tab.fill('textarea', text);
    await tab.focus('textarea');
  };
  return {
    async write(text) {
      await blank(text);
      await tab.keyboard.press('Control+a');
      await tab.keyboard.press('Control+c');
    },
    async read() {
      await blank('');
      await tab.keyboard.press('Control+v');
      return tab.inputValue('textarea');
    },
  };
}
