{
  const show = (id, text) => {
    document.getElementById(id).textContent = text;
  };
  const facts = {
    'location.origin': location.origin,
    'location.href': location.href,
    'location.host': window.location.host,
    'document.domain': document.domain,
    'document.URL': document.URL,
    'document.baseURI': document.baseURI,
    'document.referrer': document.referrer || '(none)',
    'document.cookie': document.cookie || '(none)',
    'a.href': document.querySelector('.brand').href,
  };
  for (const [name, value] of Object.entries(facts)) {
    const term = document.createElement('dt');
    term.textContent = name;
    const detail = document.createElement('dd');
    detail.textContent = value;
    document.getElementById('facts').append(term, detail);
  }

  document.getElementById('ask-cdn').addEventListener('click', async () => {
    try {
      const answer = await fetch('https://cdn.corp.test/api/visitor', { credentials: 'include' });
      show('cdn-answer', JSON.stringify(await answer.json(), null, 2));
    } catch (error) {
      show('cdn-answer', String(error));
    }
  });

  document.getElementById('go-cdn').addEventListener('click', () => {
    location.href = 'https://cdn.corp.test/about';
  });
  document.getElementById('go-assign').addEventListener('click', () => location.assign(`${location.origin}/upload`));
  document.getElementById('go-window').addEventListener('click', () => window.open('https://files.corp.test/live'));

  document.getElementById('copy').addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(document.getElementById('secret').textContent);
      show('copy-status', 'The sentence is in the clipboard.');
    } catch (error) {
      show('copy-status', `Not copied: ${error.message}`);
    }
  });

  const worker = new Worker('/worker.js');
  worker.addEventListener('message', ({ data }) => show('worker', data));
  worker.addEventListener('error', () => show('worker', 'failed'));
  worker.postMessage('hello');

  import('https://cdn.corp.test/assets/greeting.js').then(
    ({ greeting }) => show('module', greeting),
    () => show('module', 'failed'),
  );
}
