import ChevronLeft from 'lucide-react-native/icons/chevron-left';
import Ellipsis from 'lucide-react-native/icons/ellipsis';
import ExternalLink from 'lucide-react-native/icons/external-link';
import Phone from 'lucide-react-native/icons/phone';
import { Pressable, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { useCrmName } from '@/components/amo-crm/use-words';
import { Icon } from '@/components/ui/Icon';
import { IconButton } from '@/components/ui/IconButton';
import { Text } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, space } from '@/theme/tokens';

export type Back = { label: string; onPress: () => void };

/** The way back and what can be done; once the title has scrolled away, which lead this is. */
export function LeadBar({
  back,
  title,
  note,
  onCall,
  onOpenCrm,
  onMenu,
}: {
  back: Back | null;
  /** Null while the screen's own title is to be seen. */
  title: string | null;
  note?: string;
  onCall?: (() => void) | null;
  onOpenCrm?: (() => void) | null;
  onMenu?: () => void;
}) {
  const { t } = useTranslation('lead');
  const { colours } = useTheme();
  const crm = useCrmName();
  return (
    <View
      style={[styles.bar, { borderColor: title === null ? colours.transparent : colours.line }]}
    >
      {back !== null && (
        <Pressable
          role="button"
          aria-label={t('back', { where: back.label })}
          onPress={back.onPress}
          style={({ pressed }) => [styles.back, pressed && styles.pressed]}
        >
          <Icon as={ChevronLeft} size={24} />
          {title === null && (
            <Text variant="label" tone="ink2">
              {back.label}
            </Text>
          )}
        </Pressable>
      )}
      <View style={styles.words}>
        {title !== null && (
          <>
            <Text weight="semibold" numberOfLines={1}>
              {title}
            </Text>
            {note !== undefined && (
              <Text variant="meta" tone="ink2" numberOfLines={1}>
                {note}
              </Text>
            )}
          </>
        )}
      </View>
      {title !== null && onCall && (
        <IconButton icon={Phone} label={t('reach.call')} onPress={onCall} />
      )}
      {title === null && onOpenCrm && (
        <IconButton icon={ExternalLink} label={t('menu.openCrm', { crm })} onPress={onOpenCrm} />
      )}
      {onMenu && <IconButton icon={Ellipsis} label={t('menu.title')} onPress={onMenu} />}
    </View>
  );
}

const styles = StyleSheet.create({
  bar: {
    flexDirection: 'row',
    alignItems: 'center',
    minHeight: height.header,
    paddingLeft: space.m,
    paddingRight: space.s,
    borderBottomWidth: border.hairline,
  },
  back: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    minHeight: height.touch,
    minWidth: height.touch,
    paddingLeft: space.xs,
    paddingRight: space.m,
  },
  words: { flex: 1, justifyContent: 'center' },
  pressed: { opacity: 0.7 },
});
