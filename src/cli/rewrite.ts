import { buffer } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import { applySplices } from '../model/rewriter.ts';
import { createAttributeTests } from '../rewrite/css/attribute-tests.ts';
import { rewriteCss } from '../rewrite/css/css-rewriter.ts';
import { grantedCssUrl } from '../rewrite/css/grants.ts';
import { createHostMap } from '../rewrite/host-map.ts';
import { createHtmlRewriter } from '../rewrite/html/html-rewriter.ts';
import { rewriteScript } from '../rewrite/js/rewrite-script.ts';

interface RewriteOptions {
  readonly type: 'html' | 'css' | 'js';
  readonly host: readonly string[];
  readonly suffix: string;
}

/** `sallyport rewrite`: what the gateway would make of a page, a style sheet or a script; for finding out why one breaks. */
export function registerRewrite(program: Command): void {
  program
    .command('rewrite')
    .description('rewrite a document from standard input to standard output, as the gateway would')
    .addOption(new Option('--type <type>', 'what it is').choices(['html', 'css', 'js']).makeOptionMandatory())
    .requiredOption('--host <host...>', 'origin hosts of the app')
    .option('--suffix <suffix>', 'the gateway’s suffix', 'mcas.localhost')
    .addHelpText(
      'after',
      '\nExamples:\n  curl -s https://app.corp.test/ | sallyport rewrite --type html --host app.corp.test\n  sallyport rewrite --type js --host app.corp.test static.corp.test < bundle.js > out.js\n',
    )
    .action(async (options: RewriteOptions) => {
      const origins = options.host.map((host) => (host.includes('://') ? host : `https://${host}`));
      const hosts = createHostMap({ suffix: options.suffix, port: 443, form: 'dotted', origins });
      const url = (text: string): string => hosts.toSuffix(text);
      const selector = createAttributeTests(origins, url);
      const input = await buffer(process.stdin);
      const writers: Readonly<Record<RewriteOptions['type'], () => Buffer>> = {
        html: () => {
          const rewriter = createHtmlRewriter({
            url,
            selector,
            head: '',
            script: (source, goal) => rewriteScript(source, { goal, url }).splices,
            decode: (bytes) => Buffer.from(bytes, 'latin1').toString('utf8'),
            encode: (text) => Buffer.from(text, 'utf8').toString('latin1'),
          });
          return Buffer.from(rewriter.write(input.toString('latin1')) + rewriter.end(), 'latin1');
        },
        css: () => Buffer.from(rewriteCss(input.toString('latin1'), grantedCssUrl(url, selector)), 'latin1'),
        js: () => {
          const source = input.toString('utf8');
          const { splices, status } = rewriteScript(source, { goal: 'either', url });
          if (status === 'unparsable') process.stderr.write('not parsed: the gateway serves this script as it is\n');
          return Buffer.from(applySplices(source, splices));
        },
      };
      process.stdout.write(writers[options.type]());
    });
}
