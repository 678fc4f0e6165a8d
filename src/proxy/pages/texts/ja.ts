import type { Texts } from './contract.ts';

export const ja: Texts = {
  layout: { reference: 'お問い合わせの際は、この番号をお伝えください：{id}' },
  notice: {
    title: '{app} へのアクセスは監視されています',
    text: 'このアプリは、組織の方針により、監視のもとで、ウェブブラウザーからのみ利用できます。操作は記録されることがあります。',
    hide: '1 週間、すべてのアプリでこの画面を表示しない',
    go: '{app} に進む',
  },
};
