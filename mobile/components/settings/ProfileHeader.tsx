import type { CallerProfile } from '@foryou-crm/contract/app';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { Tag } from '@/components/ui/Tag';
import { Text } from '@/components/ui/Text';
import { space } from '@/theme/tokens';

/** Who is signed in. */
export function ProfileHeader({ profile }: { profile: CallerProfile }) {
  const { t } = useTranslation('settings');
  return (
    <View style={styles.row}>
      <Avatar name={profile.name} size={42} own />
      <View style={styles.words}>
        <Text variant="heading">{profile.name}</Text>
        {profile.email !== null && (
          <Text variant="label" tone="ink2" selectable>
            {profile.email}
          </Text>
        )}
      </View>
      {profile.role === 'admin' && <Tag tone="brass" label={t('admin')} />}
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: 'row', alignItems: 'center', gap: space.l },
  words: { flex: 1 },
});
