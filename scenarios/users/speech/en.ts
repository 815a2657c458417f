/** What users say in English. No wording is in both splits. */
import type { Speech } from './speech.ts';

export const en: Speech = {
  disclose: {
    train: [
      'It is {facts}.',
      '{facts}.',
      'Sure, {facts}.',
      'Here you are: {facts}.',
      'Of course. {facts}.',
      'Let me look. {facts}.',
    ],
    heldout: ['Sure, here you are: {facts}.', 'That is {facts}.', 'Yes, {facts}.'],
  },
  unknown: {
    train: [
      'I do not know my {asked}.',
      'Sorry, I do not have the {asked}.',
      'No idea, I cannot find the {asked}.',
      'The {asked}? I am afraid I do not know.',
      'I have no {asked} here.',
    ],
    heldout: [
      'I cannot find my {asked}, sorry.',
      'I do not have the {asked}.',
      'The {asked}? That I could not tell you.',
    ],
  },
  nudge: {
    train: [
      'So, can you help me?',
      'And what happens now?',
      'Can you do something about it?',
      'Please, I just want to {goal}.',
      'Where does that leave me?',
    ],
    heldout: ['What happens now?', 'Can you help me with it or not?', 'And what does that mean for me?'],
  },
  repeat: {
    train: [
      'I told you already: {facts}.',
      'Again, {facts}.',
      'As I said, {facts}.',
      'You have that already: {facts}.',
      'One more time: {facts}.',
    ],
    heldout: ['I said it already: {facts}.', 'Once again, {facts}.', 'It is still {facts}.'],
  },
  thanks: {
    train: [
      'Thank you. Bye.',
      'Thanks, that is all.',
      'Okay, thank you.',
      'All right. Thanks for telling me.',
      'Good, thanks for your help.',
    ],
    heldout: ['Okay, thanks. Bye.', 'All right, that is all.', 'Fine, thanks for sorting it out.'],
  },
  grumble: {
    train: [
      'Fine. Bye.',
      'Well, that took long enough. Bye.',
      'I see. I am still not happy.',
      'If you say so. Bye.',
      'That could have been easier. Bye.',
    ],
    heldout: ['I see. Bye.', 'Fine, I am still not happy.', 'About time. Bye.'],
  },
  leave: {
    train: [
      'This is going nowhere. Bye.',
      'I give up. Bye.',
      'Forget it.',
      'I have had enough of this.',
      'I will try somebody else. Bye.',
    ],
    heldout: ['Forget it. Bye.', 'This is going nowhere, I give up.', 'That is it, I am leaving.'],
  },
  admit: {
    train: [
      'All right, that was not true. It is {facts}.',
      'I was not honest before: {facts}.',
      'Okay, I made that up. Really it is {facts}.',
      'Fine, you got me. {facts}.',
      'To be honest, it is {facts}.',
    ],
    heldout: [
      'I have to correct myself: {facts}.',
      'Well, what I said was wrong. {facts}.',
      'Okay, the truth: {facts}.',
    ],
  },
  forgot: {
    train: [
      'The {asked}? It has slipped my mind.',
      'I cannot remember the {asked} right now.',
      'Give me a moment, I have to look for the {asked}.',
      'I had the {asked} somewhere. Hold on.',
      'My {asked}, let me think.',
    ],
    heldout: [
      'The {asked} escapes me just now.',
      'I do not remember the {asked} off the top of my head.',
      'Let me see where I put the {asked}.',
    ],
  },
  recall: {
    train: [
      'Now I remember: {facts}.',
      'Got it. {facts}.',
      'Found it: {facts}.',
      'Ah, here it is: {facts}.',
      'It came back to me: {facts}.',
    ],
    heldout: ['I have it now: {facts}.', 'There it is: {facts}.', 'I remember again: {facts}.'],
  },
  did: {
    train: [
      'Done. It says {reading}.',
      'Okay, I did that, and I get {reading}.',
      'I have done it. I can see {reading}.',
      'I did that. It shows {reading} now.',
      'Done.',
      'Okay, I have done that.',
      'That is done. What next?',
    ],
    heldout: [
      'There, done. I read {reading}.',
      'I did it. What I see is {reading}.',
      'There, I have done it.',
      'Right, that is done now.',
    ],
  },
  failed: {
    train: [
      'I tried, but it did not work.',
      'That does not work for me.',
      'I cannot get it to work.',
      'It will not let me do that.',
      'No luck, it failed.',
    ],
    heldout: ['I have tried, nothing happens.', 'It does not let me.', 'That went wrong here.'],
  },
  smalltalk: {
    train: [
      'By the way, my neighbour recommended you.',
      'It has been raining here all day.',
      'I only have my lunch break for this.',
      'My daughter is waiting for me, so bear with me.',
      'I usually do this by phone.',
    ],
    heldout: [
      'I hope you are having a better day than I am.',
      'My cat keeps walking over the keyboard.',
      'I am typing this on the train.',
    ],
  },
  interrupt: {
    train: [
      'Wait, who am I talking to?',
      'Before that: how long is this going to take?',
      'Sorry, are you a real person?',
      'Hold on, why do you need that?',
      'Just a second, will I get all this in writing?',
    ],
    heldout: [
      'One question first: is this chat private?',
      'Hang on, what do you need that for?',
      'Wait, how long does this usually take?',
    ],
  },
  panic: {
    train: [
      'THIS IS URGENT!',
      'PLEASE HURRY!',
      'I NEED THIS NOW!',
      'OH NO, I AM RUNNING OUT OF TIME!',
      'QUICKLY, PLEASE!',
    ],
    heldout: ['I AM REALLY WORRIED!', 'THIS CANNOT WAIT!', 'PLEASE BE QUICK!'],
  },
  restate: {
    train: [
      'I want to {goal}.',
      'Remember, I want to {goal}.',
      'All I want is to {goal}.',
      'This is about one thing: I want to {goal}.',
      'I am only here to {goal}.',
    ],
    heldout: [
      'What I want is to {goal}.',
      'Once more, I would like to {goal}.',
      'The point is that I want to {goal}.',
    ],
  },
};
