import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from 'playwright-core';
import { APP, APP_HOST, type AppInstance } from '../../support/app-roads.ts';
import { freePort } from '../../support/free-port.ts';
import { answering } from '../../support/pass-to.ts';
import { type Road, until } from '../../support/road.ts';
import { storedFiles } from '../../support/stored-files.ts';

const PHP = '/usr/bin/php';
const PASSWORD = 'a-password-of-the-test';
const PLUGIN = 'wp-content/plugins/sqlite-database-integration';
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
/** What makes an empty WordPress: two archives, the settings, the tables. Runs in the folder of the site. */
const SETUP = `
foreach (['WORDPRESS' => '.', 'SQLITE' => 'wp-content/plugins'] as $name => $where) {
  $archive = new ZipArchive;
  if ($archive->open(getenv($name)) !== true || !$archive->extractTo($where)) exit(1);
}
rename('wp-content/plugins/sqlite-database-integration-main', '${PLUGIN}');
// The archive brings tables of a site elsewhere.
foreach (glob('wp-content/database/.ht.sqlite*') as $file) unlink($file);
copy('${PLUGIN}/db.copy', 'wp-content/db.php');
$settings = file_get_contents('wp-config.php');
file_put_contents('wp-config.php', preg_replace('/<\\?php/', '<?php
  $_SERVER["HTTPS"] = "on"; define("WP_HTTP_BLOCK_EXTERNAL", true); define("DISABLE_WP_CRON", true);
  define("AUTOMATIC_UPDATER_DISABLED", true);', $settings, 1));
$_SERVER += ['HTTP_HOST' => '${APP_HOST}', 'SERVER_NAME' => '${APP_HOST}', 'REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET'];
define('WP_INSTALLING', true);
define('WP_SITEURL', '${APP}');
function wp_mail() { return true; }
require getcwd() . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Corp blog', 'admin', 'admin@corp.test', true, '', '${PASSWORD}');
update_option('permalink_structure', '/%postname%/');
update_option('show_avatars', 0);
`;
/** Files as they are, everything else is WordPress's own affair. */
const ROUTER = `<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$file = $_SERVER['DOCUMENT_ROOT'] . $path;
if ($path !== '/' && (is_file($file) || is_file($file . '/index.php'))) return false;
$_SERVER['SCRIPT_NAME'] = '/index.php';
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
`;

/** Where php is, which runs WordPress. */
export const HAS_PHP = existsSync(PHP);

/** When something was written, as databases, feeds and site maps have it. */
const withoutTimes = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\+00:00|Z)?/g, 'TIME')
    .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, 'TIME');

/** WordPress 6.5 on SQLite, whose database holds the absolute URLs of itself. */
export async function startWordPress(): Promise<AppInstance> {
  const builds = dirname(createRequire(import.meta.url).resolve('@wp-playground/wordpress-builds/package.json'));
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-wordpress-'));
  const site = join(folder, 'site');
  cpSync(join(builds, 'public/wp-6.5'), site, { recursive: true });
  const archives = {
    WORDPRESS: join(builds, 'src/wordpress/wp-6.5.zip'),
    SQLITE: join(builds, 'src/sqlite-database-integration/sqlite-database-integration.zip'),
  };
  execFileSync(PHP, ['-r', SETUP], { cwd: site, env: { ...process.env, ...archives }, stdio: 'ignore' });
  writeFileSync(join(folder, 'router.php'), ROUTER);
  const port = await freePort();
  const server = spawn(PHP, ['-S', `127.0.0.1:${port}`, '-t', site, join(folder, 'router.php')], {
    stdio: 'ignore',
    env: { ...process.env, PHP_CLI_SERVER_WORKERS: '4' },
    detached: true,
  });
  await answering(port, '/robots.txt');
  return {
    port,
    stored: () => storedIn(join(site, 'wp-content')),
    async close() {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      if (server.pid !== undefined) process.kill(-server.pid, 'SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What was written, and everything in the database that names a host. Drafts and sessions come and go by the clock. */
function storedIn(content: string): Record<string, string> {
  const file = join(content, 'database/.ht.sqlite');
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = (query: string): string => withoutTimes(JSON.stringify(database.prepare(query).all(), undefined, 1));
  const stored = {
    posts: rows(
      "select post_title, post_name, post_content, guid, post_status, post_type from wp_posts where post_status in ('publish', 'inherit') and post_type in ('post', 'page', 'attachment') order by id",
    ),
    comments: rows('select comment_content, comment_author_url from wp_comments order by comment_id'),
    addresses: rows(
      "select option_name, option_value from wp_options where option_value like '%corp.test%' and option_name not like '%transient%' order by option_name",
    ),
    'suffix hosts in the database': String(readFileSync(file, 'latin1').includes('mcas')),
  };
  database.close();
  return { ...stored, ...storedFiles(join(content, 'uploads')) };
}

async function shown(page: Page): Promise<unknown> {
  return page.evaluate(`({
    title: document.title,
    text: document.querySelector('main').innerText.replace(/\\w+ \\d+, \\d{4}( at \\d+:\\d\\d [ap]m)?/g, 'TIME'),
    links: [...document.querySelectorAll('main a, link[rel=canonical], link[rel=alternate]')].map((link) => link.href.replace(/_wpnonce=\\w+/, '')),
    pictures: [...document.querySelectorAll('main img')].map((image) => [image.src, image.naturalWidth]),
    where: [document.URL, document.baseURI],
  })`);
}

/** Waits until the block editor has something to edit. */
async function editing(page: Page): Promise<void> {
  await until(page, "window.wp?.data?.select('core/editor')?.getCurrentPostId()");
  await until(
    page,
    "wp.data.select('core/block-editor').getBlocks() && document.querySelector('iframe[name=editor-canvas], .editor-post-text-editor')",
  );
  await page.evaluate("wp.data.dispatch('core/preferences').set('core/edit-post', 'welcomeGuide', false)");
}

const CONTENT = "wp.data.select('core/editor').getEditedPostContent()";
const isSaved =
  "!wp.data.select('core/editor').isSavingPost() && !wp.data.select('core/editor').isEditedPostDirty() && wp.data.select('core/editor').isCurrentPostPublished()";

/** A few minutes with WordPress: sign in, upload, write in the block editor, edit again, comment, read feeds and site map. */
export async function useWordPress(road: Road): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  const page = await road.open(`${APP}/wp-login.php`);
  await page.fill('#user_login', 'admin');
  await page.fill('#user_pass', PASSWORD);
  await page.click('#wp-submit');
  await page.waitForURL(road.at(`${APP}/wp-admin/`));
  seen['menu'] = await page.$$eval('#adminmenu a, #wpadminbar a', (links) =>
    links.map((link) => (link as unknown as { href: string }).href.replace(/_wpnonce=\w+/, '')),
  );

  await page.goto(road.at(`${APP}/wp-admin/media-new.php?browser-uploader`));
  await page.setInputFiles('#async-upload', { name: 'dot.png', mimeType: 'image/png', buffer: PICTURE });
  await page.click('#html-upload');
  await page.waitForURL(road.at(`${APP}/wp-admin/upload.php`));
  const media = (await page.evaluate(
    "wp.apiFetch ? 0 : fetch('/wp-json/wp/v2/media').then((answer) => answer.json()).then(([first]) => first.source_url)",
  )) as string;
  seen['upload'] = media;

  await page.goto(road.at(`${APP}/wp-admin/post-new.php`));
  await editing(page);
  const canvas = page.frameLocator('iframe[name=editor-canvas]');
  await canvas.locator('.wp-block-post-title').click();
  await page.keyboard.type('A post with addresses');
  await page.keyboard.press('Enter');
  await page.keyboard.type(`Typed: ${APP}/hello-world/ and on.`);
  seen['typed'] = await page.evaluate(CONTENT);
  await page.evaluate("wp.data.dispatch('core/edit-post').switchEditorMode('text')");
  await page.waitForSelector('textarea.editor-post-text-editor');
  const blocks = `${seen['typed']}

<!-- wp:paragraph -->
<p>A <a href="${APP}/hello-world/">link</a> and <a href="/sample-page/">another</a>.</p>
<!-- /wp:paragraph -->

<!-- wp:image {"sizeSlug":"full"} -->
<figure class="wp-block-image size-full"><img src="${media}" alt="a dot"/></figure>
<!-- /wp:image -->`;
  await page.fill('textarea.editor-post-text-editor', blocks);
  await page.locator('textarea.editor-post-text-editor').blur();
  await page.evaluate("wp.data.dispatch('core/edit-post').switchEditorMode('visual')");
  await canvas.locator('figure img').waitFor();
  seen['in the canvas'] = await canvas
    .locator('figure img, p a')
    .evaluateAll((all) =>
      all.map((each) => [
        each.getAttribute('src'),
        (each as unknown as { src?: string }).src,
        each.getAttribute('href'),
      ]),
    );
  await page.click('.editor-post-publish-panel__toggle');
  await page.click('.editor-post-publish-panel .editor-post-publish-button');
  await until(page, isSaved);
  const [id, link] = (await page.evaluate(
    "[wp.data.select('core/editor').getCurrentPostId(), wp.data.select('core/editor').getPermalink()]",
  )) as [number, string];
  seen['published'] = [id, link];
  await page.goto(road.at(link));
  seen['read'] = await shown(page);

  await page.goto(road.at(`${APP}/wp-admin/post.php?post=${id}&action=edit`));
  await editing(page);
  seen['opened again'] = await page.evaluate(CONTENT);
  await page.evaluate(`wp.data.dispatch('core/block-editor').insertBlocks(wp.blocks.createBlock('core/paragraph', {
    content: 'Edited at ' + wp.data.select('core').getSite?.()?.url + ' <a href="' + document.baseURI + '">here</a>',
  }))`);
  await page.click('.editor-post-publish-button');
  await until(page, isSaved);
  await page.goto(road.at(link));
  await page.fill('#comment', `A comment with ${APP}/hello-world/`);
  await Promise.all([page.waitForNavigation(), page.click('#submit')]);
  seen['with a comment'] = [await shown(page), road.home(page.url())];

  for (const path of [
    '/feed/',
    '/comments/feed/',
    '/wp-sitemap.xml',
    '/wp-sitemap-posts-post-1.xml',
    '/wp-json/wp/v2/posts',
  ])
    seen[path] = withoutTimes((await page.evaluate(`fetch('${path}').then((answer) => answer.text())`)) as string);
  await page.goto(road.at(`${APP}/wp-sitemap.xml`));
  seen['site map, shown'] = await page.$$eval('a', (links) => links.map((each) => [each.href, each.textContent]));
  await page.goto(road.at(`${APP}/?s=addresses`));
  seen['search'] = await shown(page);
  await page.close();
  return seen;
}
