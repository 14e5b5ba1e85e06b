import {
  impactAsync,
  ImpactFeedbackStyle,
  notificationAsync,
  NotificationFeedbackType,
  selectionAsync,
} from 'expo-haptics';

/** What a hand feels of a drag. A phone that cannot, does not. */
const felt = (act: () => Promise<void>) => () => void act().catch(() => undefined);

export const haptics = {
  lift: felt(() => impactAsync(ImpactFeedbackStyle.Medium)),
  cross: felt(selectionAsync),
  drop: felt(() => impactAsync(ImpactFeedbackStyle.Light)),
  refuse: felt(() => notificationAsync(NotificationFeedbackType.Error)),
};
