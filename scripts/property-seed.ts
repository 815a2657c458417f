// Property tests draw the same cases in every run, so that a commit is green or red for everybody alike.
// To hunt for new counterexamples, draw others: PROPERTY_SEED=$RANDOM npm run unit
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20261121) });
