import type { DetectorKind } from '../../model/content.ts';
import { birthDate } from './birth-date.ts';
import type { Detector, DetectorSpec } from './detector.ts';
import { emailAddress } from './email-address.ts';
import { exactList } from './exact-list.ts';
import { expression } from './expression.ts';
import { fingerprints } from './fingerprint.ts';
import { iban } from './iban.ts';
import { keywords } from './keywords.ts';
import { medicareId, nhsNumber, npi } from './medical-ids.ts';
import { auTfn } from './national/au-tfn.ts';
import { beNationalNumber } from './national/be-national-number.ts';
import { brCpf } from './national/br-cpf.ts';
import { caSin } from './national/ca-sin.ts';
import { deTaxId } from './national/de-tax-id.ts';
import { esDni } from './national/es-dni.ts';
import { frNir } from './national/fr-nir.ts';
import { inAadhaar } from './national/in-aadhaar.ts';
import { itCodiceFiscale } from './national/it-codice-fiscale.ts';
import { nlBsn } from './national/nl-bsn.ts';
import { plPesel } from './national/pl-pesel.ts';
import { sePersonnummer } from './national/se-personnummer.ts';
import { ukNino } from './national/uk-nino.ts';
import { usSsn, usSsnPlain } from './national/us-ssn.ts';
import { passwords } from './passwords.ts';
import { paymentCard } from './payment-card.ts';
import { phoneNumber } from './phone-number.ts';
import { secrets } from './secrets.ts';

/** Kind -> what makes a detector of it. */
export const DETECTORS: Readonly<Record<DetectorKind, (spec: DetectorSpec) => Detector>> = {
  'payment-card': paymentCard,
  iban,
  'email-address': emailAddress,
  'phone-number': phoneNumber,
  secrets,
  passwords,
  'birth-date': birthDate,
  'nhs-number': nhsNumber,
  npi,
  'medicare-id': medicareId,
  'us-ssn': usSsn,
  'us-ssn-plain': usSsnPlain,
  'de-tax-id': deTaxId,
  'fr-nir': frNir,
  'es-dni': esDni,
  'it-codice-fiscale': itCodiceFiscale,
  'uk-nino': ukNino,
  'nl-bsn': nlBsn,
  'be-national-number': beNationalNumber,
  'pl-pesel': plPesel,
  'se-personnummer': sePersonnummer,
  'br-cpf': brCpf,
  'in-aadhaar': inAadhaar,
  'ca-sin': caSin,
  'au-tfn': auTfn,
  keywords,
  expression,
  'exact-list': exactList,
  fingerprints,
};
