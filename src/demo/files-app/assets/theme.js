{
  const order = ['auto', 'light', 'dark'];
  const root = document.documentElement;
  const button = document.getElementById('theme');
  button.addEventListener('click', () => {
    const next = order[(order.indexOf(root.dataset.theme) + 1) % order.length];
    root.dataset.theme = next;
    document.getElementById('theme-name').textContent = next;
    // biome-ignore lint/suspicious/noDocumentCookie: old pages write cookies this way, and the demo is to show that they still can
    document.cookie = `theme=${next}; Domain=corp.test; Path=/; Max-Age=31536000; Secure; SameSite=Lax`;
  });
}
