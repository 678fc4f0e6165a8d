import type { Texts } from './contract.ts';

export const fr: Texts = {
  layout: { reference: 'Si vous demandez de l’aide, donnez cette référence : {id}' },
  notice: {
    title: 'L’accès à {app} est surveillé',
    text: 'Votre organisation autorise cette application en mode surveillé, et seulement depuis un navigateur web. Ce que vous y faites peut être enregistré.',
    hide: 'Ne plus afficher pendant une semaine, pour aucune application',
    go: 'Continuer vers {app}',
  },
};
