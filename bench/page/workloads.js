/**
 * What pages spend their time with, once in each of these. The same source runs bare and behind the gateway. It holds the
 * word that makes the rewriter look at computed access (`location`), so the worst case is what is measured.
 */
import { createElement, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';

const here = location.href;
const ROWS = 600;
const ITEMS = Array.from({ length: ROWS }, (_, index) => ({
  id: `row-${index}`,
  path: `/items/${index}?page=2`,
  url: `${new URL(here).origin}/items/${index}?page=2`,
  label: `Item number ${index}`,
}));

function stage() {
  const root = document.createElement('div');
  document.body.append(root);
  return root;
}

/** Lays out what a workload has made, as a page does before anybody sees it, and takes it away. */
function showAndRemove(root) {
  const { height } = root.getBoundingClientRect();
  root.remove();
  return height;
}

/** Elements made one by one. */
function elements() {
  const root = stage();
  for (const item of ITEMS) {
    const row = document.createElement('p');
    row.id = item.id;
    row.className = 'row';
    const link = document.createElement('a');
    link.href = item.path;
    link.setAttribute('title', item.label);
    link.textContent = item.label;
    row.appendChild(link);
    root.appendChild(row);
  }
  const { height } = root.getBoundingClientRect();
  for (const row of [...root.children]) root.removeChild(row);
  root.remove();
  return height;
}

/** Addresses with their host, which are mapped on their way in and on their way back. */
function addresses() {
  const link = document.createElement('a');
  let read = 0;
  for (const item of ITEMS) {
    link.href = item.url;
    read += link.href.length;
    link.setAttribute('href', item.url);
    read += link.getAttribute('href').length;
  }
  return read;
}

/** A list as markup, written and read back. */
function markup() {
  const root = stage();
  root.innerHTML = ITEMS.map((item) => `<p id="${item.id}" class="row"><b>${item.label}</b> <i>of many</i></p>`).join(
    '',
  );
  return root.innerHTML.length + showAndRemove(root);
}

/** The same with an address and its host in each row. */
function markupWithAddresses() {
  const root = stage();
  root.innerHTML = ITEMS.map((item) => `<p id="${item.id}"><a href="${item.url}">${item.label}</a></p>`).join('');
  return root.innerHTML.length + showAndRemove(root);
}

/** Selectors, classes and other attributes. */
function queries() {
  const root = stage();
  root.innerHTML = ITEMS.map((item) => `<p id="${item.id}" class="row" data-at="1"><b>${item.label}</b></p>`).join('');
  let found = 0;
  for (let round = 0; round < 4; round++) {
    for (const row of root.querySelectorAll('.row')) {
      row.classList.toggle('odd');
      row.dataset.round = String(round);
      if (row.matches('.odd')) found += row.getAttribute('data-at').length;
      found += row.querySelector('b').closest('p') === row ? 1 : 0;
    }
  }
  return found + showAndRemove(root);
}

/** Styles by declaration, by text and as computed. */
function styles() {
  const root = stage();
  let found = 0;
  for (const item of ITEMS) {
    const box = document.createElement('div');
    box.style.width = '10px';
    box.style.setProperty('color', 'rgb(1, 2, 3)');
    box.style.cssText += ';height:4px';
    box.title = item.label;
    root.append(box);
  }
  for (const box of root.children) {
    const { width, color } = getComputedStyle(box);
    found += width.length + color.length;
  }
  return found + showAndRemove(root);
}

/** Listeners, and events that rise through some elements. */
function events() {
  const root = stage();
  let deep = root;
  for (let depth = 0; depth < 10; depth++) deep = deep.appendChild(document.createElement('div'));
  let heard = 0;
  const listen = (event) => {
    heard += event.target === deep ? 1 : 0;
  };
  root.addEventListener('click', listen);
  deep.addEventListener('click', listen);
  for (let index = 0; index < 3 * ROWS; index++) deep.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  return heard + showAndRemove(root);
}

/** Texts written and read. */
function texts() {
  const root = stage();
  let read = 0;
  for (const item of ITEMS) {
    const text = document.createTextNode(item.label);
    root.append(text);
    text.data += '.';
    text.nodeValue = `${text.nodeValue}!`;
    read += text.textContent.length;
  }
  read += root.textContent.length;
  return read + showAndRemove(root);
}

/** What an editor does with texts: lengths are asked for, pieces taken out, put in and read. */
function editing() {
  const root = stage();
  let read = 0;
  for (const item of ITEMS) {
    const text = document.createTextNode(item.label);
    root.append(text);
    text.insertData(4, ' which');
    text.appendData('.');
    read += text.length + text.substringData(0, 4).length;
    text.deleteData(4, 6);
    read += text.nodeValue.length;
  }
  return read + showAndRemove(root);
}

/** An observer that is told of everything, with the values of before. */
function observed() {
  const root = stage();
  const observer = new MutationObserver(() => {});
  observer.observe(root, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeOldValue: true,
    characterDataOldValue: true,
  });
  let seen = 0;
  for (const item of ITEMS) {
    const row = root.appendChild(document.createElement('p'));
    row.title = item.label;
    row.title = item.id;
    row.textContent = item.label;
    row.firstChild.data = item.id;
    for (const record of observer.takeRecords())
      seen += (record.oldValue?.length ?? 0) + (record.target === row) + record.addedNodes.length;
  }
  observer.disconnect();
  return seen + showAndRemove(root);
}

/** Elements found by their attributes. */
function attributes() {
  const root = stage();
  root.innerHTML = ITEMS.map((item) => `<p data-id="${item.id}" role="row"><a href="${item.path}">x</a></p>`).join('');
  let found = 0;
  for (let at = 0; at < ROWS; at += 20) {
    found += root.querySelector(`[data-id="${ITEMS[at].id}"]`) === root.children[at] ? 1 : 0;
    found += root.children[at].matches('[role="row"]') ? 1 : 0;
    found += root.querySelectorAll('p[role=row] > a[href^="/items"]').length;
  }
  return found + showAndRemove(root);
}

/** Style sheets that script writes, as libraries of components do. */
function sheets() {
  const root = stage();
  const style = root.appendChild(document.createElement('style'));
  style.textContent = ITEMS.slice(0, 60)
    .map(({ id }) => `.${id}[data-state="open"]{color:red;padding:0 2px}.${id}:hover>[aria-hidden=true]{opacity:.5}`)
    .join('\n');
  for (let at = 0; at < 60; at++) style.sheet.insertRule(`.${ITEMS[at].id} input[type="text"]{margin:${at}px}`, at);
  return style.sheet.cssRules.length + showAndRemove(root);
}

function Table({ rows }) {
  const [chosen, choose] = useState();
  return createElement(
    'table',
    null,
    createElement(
      'tbody',
      null,
      rows.map((item) =>
        createElement(
          'tr',
          { key: item.id, className: chosen === item.id ? 'chosen' : '', onClick: () => choose(item.id) },
          createElement('td', null, createElement('a', { href: item.path }, item.label)),
        ),
      ),
    ),
  );
}

/** React: a table with links is shown, changed, clicked and taken away. */
function framework() {
  const root = stage();
  const view = createRoot(root);
  flushSync(() => view.render(createElement(Table, { rows: ITEMS })));
  flushSync(() => view.render(createElement(Table, { rows: ITEMS.toReversed() })));
  for (let index = 0; index < 5; index++) root.querySelectorAll('tr')[index * 7].click();
  const shown = root.querySelectorAll('a').length;
  const { height } = root.getBoundingClientRect();
  flushSync(() => view.unmount());
  root.remove();
  return shown + height;
}

/** Numbers in arrays: each access has a computed key. */
function arrays() {
  const size = 90;
  const left = Array.from({ length: size * size }, (_, index) => index % 7);
  const right = new Float64Array(left);
  const product = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let at = 0; at < size; at++) sum += left[row * size + at] * right[at * size + column];
      product[row * size + column] = sum;
    }
  return product[size];
}

/** Names in objects: counting words, copying, calling by name. */
function objects() {
  const words = ITEMS.flatMap((item) => item.label.split(' '));
  const methods = { upper: (text) => text.toUpperCase(), lower: (text) => text.toLowerCase() };
  const counts = {};
  let letters = 0;
  for (let round = 0; round < 20; round++)
    for (const word of words) {
      counts[word] = (counts[word] ?? 0) + 1;
      letters += methods[round % 2 ? 'upper' : 'lower'](word).length;
    }
  const copy = {};
  for (const name in counts) copy[name] = counts[name];
  return letters + Object.keys(copy).length;
}

const WORKLOADS = {
  elements,
  markup,
  queries,
  styles,
  events,
  texts,
  editing,
  observers: observed,
  'attribute selectors': attributes,
  'style sheets': sheets,
  React: framework,
  arrays,
  objects,
};

/** What is mapped in nearly every call: the most that the page runtime can cost, and apart from what pages usually do. */
const MAPPED = { addresses, 'markup with addresses': markupWithAddresses };

/** Milliseconds for some calls of one of them. What it gives is kept, so that none of it can be left out. */
globalThis.measure = (name, calls) => {
  const run = WORKLOADS[name] ?? MAPPED[name];
  const before = performance.now();
  let kept;
  for (let call = 0; call < calls; call++) kept = run();
  globalThis.kept = kept;
  return performance.now() - before;
};
globalThis.workloads = { usual: Object.keys(WORKLOADS), mapped: Object.keys(MAPPED) };
