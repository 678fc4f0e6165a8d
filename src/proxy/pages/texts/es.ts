import type { Texts } from './contract.ts';

export const es: Texts = {
  layout: { reference: 'Si pide ayuda, dé esta referencia: {id}' },
  notice: {
    title: 'El acceso a {app} está supervisado',
    text: 'Su organización permite esta aplicación en modo supervisado y solo desde un navegador web. Lo que haga en ella puede quedar registrado.',
    hide: 'No mostrar durante una semana, para ninguna aplicación',
    go: 'Continuar a {app}',
  },
};
