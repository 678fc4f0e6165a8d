/** What the written documents say. */
export const HANDBOOK = `CORP STAFF HANDBOOK
===================

Edition of September 2026. For staff and partners; please do not pass it on.

1. Working hours
   Core hours are 10:00 to 15:00. Outside of them you choose.
   Meetings end five minutes early, so that everybody can get up once.

2. Working elsewhere
   You may work from anywhere for up to twenty days a year.
   Use your work laptop for anything marked "internal". On your own computer you can
   read in the browser; files stay here.

3. Travel
   Trains first, then everything else. Book with the travel desk: travel@corp.test.

   Route                 Days ahead    Who approves
   within the country             3    nobody
   within the continent          10    your lead
   anywhere else                 21    the board

4. Security
   - Lock your screen. A cat is no screen lock.
   - A message that asks for your password is not from us.
   - Lost a device? Call 555-0142 at any hour. Nobody will be cross.

5. Salaries
   Bands are published each January. Your own is between you and your lead:

   Band     From        To
   A        41 000      52 000
   B        50 000      66 000
   C        63 000      84 000

6. Leaving
   We will miss you. Please return the laptop, the badge, and the good stapler.
`;

export const CUSTOMERS = `id,name,city,contact,account,revenue
1001,Nordlicht GmbH,Kiel,Jule Petersen,DE89 3704 0044 0532 0130 00,184200
1002,Atelier Moreau,Lyon,Camille Moreau,FR14 2004 1010 0505 0001 3M02 606,92750
1003,Brisa Foods,Porto,Rui Tavares,PT50 0002 0123 1234 5678 9015 4,311980
1004,Kanerva Oy,Turku,Aino Kanerva,FI21 1234 5600 0007 85,47300
1005,Highfell Outdoor,Leeds,Sam Okafor,GB29 NWBK 6016 1331 9268 19,128640
1006,Casa Lupo,Bologna,Marta Lupo,IT60 X054 2811 1010 0000 0123 456,76115
1007,Van Dalen Bikes,Utrecht,Lotte van Dalen,NL91 ABNA 0417 1643 00,205480
1008,Polar Datahall,Luleå,Nils Ek,SE45 5000 0000 0583 9825 7466,498000
`;

export const CONTRACT: readonly string[] = [
  'Draft: employment contract',
  'between Corp Ltd. and Jonas Müller',
  '1. The employment begins on 1 February 2027.',
  '2. The yearly salary is 61 500, paid in twelve parts.',
  '3. Working time is 38 hours a week; the handbook says the rest.',
  'This draft is not signed and must not leave the company.',
];

export const BUDGET: ReadonlyArray<readonly (string | number)[]> = [
  ['Department', 'Q1', 'Q2', 'Q3', 'Q4'],
  ['Engineering', 412000, 418000, 431000, 440000],
  ['Sales', 188000, 192500, 201000, 240000],
  ['People', 64000, 64000, 66500, 71000],
  ['Buildings', 97000, 88000, 84500, 99000],
];
