/**
 * What the shop sells: short names of one or two lower-case words. The last word is the thing itself, is unique in its list, and
 * occurs in one split only, so that nothing learnt about a thing in training helps on a held-out task.
 */
import type { Split } from '@understudy/kernel';

function lines(text: string): readonly string[] {
  return text.trim().split(/\s*,\s*/);
}

export const PRODUCT_NAMES: Readonly<Record<Split, readonly string[]>> = {
  train: lines(`
    kettle, blue mug, toaster, blender, desk lamp, oak table, office chair, bookshelf, pillow, duvet, bath towel,
    curtain, carpet, wall mirror, alarm clock, glass vase, candle, picture frame, teapot, frying pan, soup pot, wok,
    chef knife, cutting board, salad bowl, dinner plate, wine glass, water bottle, lunch box, thermos, coffee grinder,
    juicer, hand mixer, rice cooker, microwave, vacuum, steam iron, hair dryer, shaver, toothbrush, kitchen scale,
    laptop, keyboard, webcam, monitor, printer, scanner, router, tablet, phone case, charger, power bank, headset,
    speaker, pocket radio, turntable, guitar, violin, snare drum, flute, backpack, suitcase, handbag, wallet,
    leather belt, scarf, winter hat, rain jacket, wool sweater, denim shirt, silk dress, hiking boot, sandal, sneaker,
    umbrella, wrist watch, bracelet, necklace, silver ring, bicycle, scooter, skateboard, helmet, tennis racket,
    football, yoga mat, dumbbell, treadmill, tent, sleeping bag, camp stove, lantern, hammock, fishing rod, compass,
    telescope, microscope, camera, tripod, drone, globe, puzzle, board game, teddy bear, doll, toy train, kite, crib,
    stroller, car seat, rocking horse, garden hose, shovel, rake, lawn mower, wheelbarrow, bird feeder, dog leash,
    cat tree, aquarium, drill, hammer, screwdriver, wrench, ladder, workbench, paint brush, notebook, fountain pen,
    pencil, stapler, calculator, standing desk, sofa, armchair, bed base, mattress, wardrobe, nightstand`),
  heldout: lines(`
    saucepan, griddle, ladle, spatula, whisk, colander, tea tray, cake stand, espresso machine, waffle maker,
    air fryer, freezer, dishwasher, space heater, ceiling fan, humidifier, doorbell, thermostat, projector, soundbar,
    microphone, amplifier, trumpet, ukulele, harmonica, cello, wool blanket, round rug, cushion, quilt, coat rack,
    bar stool, garden bench, cabinet, dresser, bunk bed, chandelier, canvas print, wall calendar, parka, cardigan,
    hoodie, vest, skirt, blouse, slipper, glove, baseball cap, bow tie, brooch, purse, briefcase, tote, cooler, canoe,
    paddle, surfboard, snowboard, sled, golf club, dartboard, trampoline, jump rope, snorkel, easel, sketchbook,
    marker, shredder, chess set, rattle, playpen, sandbox, swing, planter, watering can, hedge trimmer, chainsaw,
    sander, crowbar, hand saw, barometer, metronome`),
};
