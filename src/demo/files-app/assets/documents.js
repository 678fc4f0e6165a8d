{
  const status = document.getElementById('export-status');
  const say = (text) => {
    if (status) status.textContent = text;
  };
  const save = (blob, name) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  for (const button of document.querySelectorAll('[data-script-download]'))
    button.addEventListener('click', async () => {
      const answer = await fetch(button.dataset.scriptDownload);
      if (!answer.ok) return say(`The server said ${answer.status}.`);
      save(await answer.blob(), button.dataset.name);
      say(`Made ${button.dataset.name}.`);
    });

  document.getElementById('export')?.addEventListener('click', async () => {
    const answer = await fetch('/api/files');
    const { files } = await answer.json();
    const lines = files.map(({ name, owner, size }) => `"${name}",${owner},${size}`);
    save(new Blob([`name,owner,size\n${lines.join('\n')}\n`], { type: 'text/csv' }), 'documents.csv');
    say('Made documents.csv.');
  });

  document.getElementById('print')?.addEventListener('click', () => window.print());
}
